using System.Reflection;

namespace P5.HelpGenerator;

/// <summary>
/// Finds the cmdlets of an assembly without running it: PowerShell's own assemblies are only there to compile against.
/// </summary>
internal static class ModuleReader
{
    private const string Automation = "System.Management.Automation.";
    private const string AllSets = "__AllParameterSets";

    private static readonly ParameterDeclaration[] s_shouldProcess =
    [
        new("WhatIf", "SwitchParameter")
        {
            Aliases = ["wi"],
            Uses = [new ParameterUse(null)],
            CommonDescription = "Shows what would happen. Nothing is changed.",
        },
        new("Confirm", "SwitchParameter")
        {
            Aliases = ["cf"],
            Uses = [new ParameterUse(null)],
            CommonDescription = "Asks for confirmation before each change.",
        },
    ];

    /// <summary>Reads the cmdlets of a module.</summary>
    /// <param name="assembly">The module's assembly.</param>
    /// <param name="references">What it was compiled against.</param>
    /// <returns>The cmdlets, by name.</returns>
    public static IReadOnlyList<CmdletDeclaration> Read(string assembly, IEnumerable<string> references)
    {
        using var context = new MetadataLoadContext(
            new PathAssemblyResolver([assembly, .. references]), "System.Runtime");
        return
        [
            .. from type in context.LoadFromAssemblyPath(assembly).GetExportedTypes()
               from attribute in Attributes(type, "CmdletAttribute")
               let cmdlet = Read(type, attribute)
               orderby cmdlet.Name
               select cmdlet,
        ];
    }

    private static CmdletDeclaration Read(Type type, CustomAttributeData cmdlet)
    {
        List<ParameterDeclaration> parameters =
        [
            .. type.GetProperties().Where(property => Attributes(property, "ParameterAttribute").Any()).Select(Read),
        ];
        IEnumerable<string> sets = parameters.SelectMany(parameter => parameter.Uses).Select(use => use.ParameterSet)
            .OfType<string>();
        if (Named(cmdlet, "DefaultParameterSetName") is string defaultSet)
        {
            sets = sets.Prepend(defaultSet);
        }

        if (Named(cmdlet, "SupportsShouldProcess") is true)
        {
            parameters.AddRange(s_shouldProcess);
        }

        return new CmdletDeclaration(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            [.. sets.Distinct().DefaultIfEmpty("")],
            parameters,
            [
                .. Attributes(type, "OutputTypeAttribute").SelectMany(ListArguments)
                    .Select(output => output is Type named ? named.FullName! : $"{output}"),
            ]);
    }

    private static ParameterDeclaration Read(PropertyInfo property)
    {
        Type type = Nullable(property.PropertyType);
        Type element = type.IsArray ? type.GetElementType()! : type;
        IEnumerable<object?> accepted = element.IsEnum
            ? element.GetEnumNames()
            : Attributes(property, "ValidateSetAttribute").SelectMany(ListArguments);
        return new ParameterDeclaration(property.Name, TypeName(type))
        {
            Aliases = [.. Attributes(property, "AliasAttribute").SelectMany(ListArguments).Select(alias => $"{alias}")],
            AcceptedValues = [.. accepted.Select(value => $"{value}")],
            SupportsWildcards = Attributes(property, "SupportsWildcardsAttribute").Any(),
            Uses = [.. Attributes(property, "ParameterAttribute").Select(ReadUse)],
        };
    }

    private static ParameterUse ReadUse(CustomAttributeData parameter) => new(
        Named(parameter, "ParameterSetName") is string set && set != AllSets ? set : null,
        Named(parameter, "Mandatory") is true,
        Named(parameter, "Position") is int position and >= 0 ? position : null,
        Named(parameter, "ValueFromPipeline") is true,
        Named(parameter, "ValueFromPipelineByPropertyName") is true);

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType.FullName == Automation + name);

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    /// <summary>The arguments of a constructor that takes a list.</summary>
    private static IEnumerable<object?> ListArguments(CustomAttributeData attribute) =>
        attribute.ConstructorArguments
            .Select(argument => argument.Value)
            .SelectMany(value => value is IEnumerable<CustomAttributeTypedArgument> list
                ? list.Select(item => item.Value)
                : [value]);

    private static Type Nullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1"
            ? type.GenericTypeArguments[0]
            : type;

    private static string TypeName(Type type) => type switch
    {
        { IsArray: true } => $"{TypeName(type.GetElementType()!)}[]",
        { Namespace: { } space } when space == "System" || space.StartsWith("System.", StringComparison.Ordinal) =>
            type.Name,
        _ => type.FullName!,
    };
}
