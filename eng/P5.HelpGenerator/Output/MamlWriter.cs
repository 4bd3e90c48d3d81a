using System.Globalization;
using System.Xml.Linq;

namespace P5.HelpGenerator;

/// <summary>Writes help in MAML, the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const int RuleWidth = 64;

    private static readonly XNamespace s_root = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help of cmdlets.</summary>
    /// <param name="helps">The cmdlets with their pages.</param>
    /// <returns>The document.</returns>
    public static XDocument Write(IEnumerable<CmdletHelp> helps) => new(
        new XElement(
            s_root + "helpItems",
            new XAttribute("schema", "maml"),
            helps.Select(Command)));

    private static XElement Command(CmdletHelp help) => new(
        s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", help.Cmdlet.Name),
            new XElement(s_command + "verb", help.Cmdlet.Verb),
            new XElement(s_command + "noun", help.Cmdlet.Noun),
            Description([help.Page.Synopsis])),
        Description([.. help.Page.Description, .. SeeAlso(help.Page.Links)]),
        new XElement(s_command + "syntax", help.Cmdlet.ParameterSets.Select(set => SyntaxItem(help, set))),
        new XElement(s_command + "parameters", help.Cmdlet.Parameters.Select(parameter => Parameter(help, parameter))),
        new XElement(s_command + "inputTypes", help.Page.Inputs.Select(input => Type(s_command + "inputType", input))),
        new XElement(
            s_command + "returnValues", help.Page.Outputs.Select(output => Type(s_command + "returnValue", output))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(help.Page.Notes))),
        new XElement(s_command + "examples", help.Page.Examples.Select(Example)),
        new XElement(s_command + "relatedLinks", IsOnline(help.Page.Links) ? help.Page.Links.Select(Link) : []));

    private static XElement SyntaxItem(CmdletHelp help, string parameterSet)
    {
        IEnumerable<(ParameterDeclaration Parameter, ParameterUse Use)> used =
            from parameter in help.Cmdlet.Parameters
            let use = parameter.UseIn(parameterSet)
            where use is not null
            orderby use.Position ?? int.MaxValue, use.Mandatory descending
            select (parameter, use);
        return new XElement(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", help.Cmdlet.Name),
            used.Select(pair => Parameter(help, pair.Parameter, [pair.Use], isSyntax: true)));
    }

    private static XElement Parameter(CmdletHelp help, ParameterDeclaration parameter)
    {
        // The default parameter set's first.
        IEnumerable<ParameterUse> uses = help.Cmdlet.ParameterSets.Select(parameter.UseIn).OfType<ParameterUse>()
            .Distinct();
        return Parameter(help, parameter, [.. uses], isSyntax: false);
    }

    private static XElement Parameter(
        CmdletHelp help,
        ParameterDeclaration parameter,
        IReadOnlyList<ParameterUse> uses,
        bool isSyntax)
    {
        PageParameter? described = help.Page.Parameters.FirstOrDefault(described => described.Name == parameter.Name);
        List<string> description = [.. described?.Description ?? [parameter.CommonDescription!]];
        if (parameter.AcceptedValues.Count > 0)
        {
            description.Add($"Accepted values: {string.Join(", ", parameter.AcceptedValues)}.");
        }

        string defaultValue = parameter.IsSwitch ? "False" : described?.Default ?? "None";
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", Join(uses, use => use.Mandatory ? "true" : "false")),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.SupportsWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", Join(uses, use => use.PipelineText)),
            new XAttribute("position", Join(uses, use => use.PositionText)),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Description(description),
            isSyntax && parameter.AcceptedValues.Count > 0
                ? new XElement(
                    s_command + "parameterValueGroup",
                    parameter.AcceptedValues.Select(value => ParameterValue(value, required: false)))
                : null,
            isSyntax && parameter.IsSwitch ? null : ParameterValue(parameter.Type, required: !parameter.IsSwitch),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", defaultValue));
    }

    /// <summary>What all parameter sets say, or what each of them says.</summary>
    private static string Join(IReadOnlyList<ParameterUse> uses, Func<ParameterUse, string> text) =>
        uses.Select(text).Distinct().Count() == 1
            ? text(uses[0])
            : string.Join(", ", uses.Select(use => $"{text(use)} ({use.ParameterSet})"));

    private static XElement ParameterValue(string text, bool required) => new(
        s_command + "parameterValue",
        new XAttribute("required", required ? "true" : "false"),
        new XAttribute("variableLength", "false"),
        text);

    private static XElement Type(XName element, PagePart part) => new(
        element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", part.Name)),
        Description(part.Description));

    private static XElement Example(PageExample example, int index) => new(
        s_command + "example",
        new XElement(
            s_maml + "title",
            Rule(string.Create(CultureInfo.InvariantCulture, $" Example {index + 1}: {example.Title} "))),
        new XElement(s_dev + "code", example.Output is null ? example.Code : $"{example.Code}\n\n{example.Output}"),
        new XElement(s_dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    /// <summary>Nothing but its title sets an example off from the one before.</summary>
    private static string Rule(string title)
    {
        int left = Math.Max((RuleWidth - title.Length) / 2, 2);
        return $"{new string('-', left)}{title}{new string('-', Math.Max(RuleWidth - title.Length - left, 2))}";
    }

    private static bool IsOnline(IReadOnlyList<PageLink> links) => links.Any(link => link.Address is not null);

    /// <summary>
    /// Get-Help offers <c>-Online</c> for every cmdlet with related links, and fails if none has an address. Without
    /// one, they are a sentence of the description.
    /// </summary>
    private static IEnumerable<string> SeeAlso(IReadOnlyList<PageLink> links) => links.Count == 0 || IsOnline(links)
        ? []
        : [$"See also: {string.Join(", ", links.Select(link => link.Text))}."];

    private static XElement Link(PageLink link) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", link.Text),
        new XElement(s_maml + "uri", link.Address));

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(s_maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(s_maml + "para", paragraph));
}
