using System.Reflection;
using System.Text.RegularExpressions;
using P5.Plugin;

namespace P5.Docs.Tests;

/// <summary>The names of P5.Plugin's API in the prose of the pages for authors; their fences are compiled.</summary>
public sealed partial class ApiNameTests
{
    /// <summary>The names of .NET and gRPC among them.</summary>
    private static readonly string[] s_others = ["Console.WriteLine", "RpcException"];

    [Theory]
    [InlineData("docs/migration.md")]
    [InlineData("docs/plugins.md")]
    public void Prose_NameOfPluginsApi_IsPublic(string page)
    {
        HashSet<string> known = [.. s_others, .. PublicNames()];
        string[] names =
        [
            .. MarkdownDocument.Read(page).InlineCodes
                .Where(code => ApiName().IsMatch(code))
                .Select(code => code.Split('(')[0]),
        ];

        names.ShouldNotBeEmpty();
        names.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    /// <summary>Namespaces, types, and members with and without their type.</summary>
    private static IEnumerable<string> PublicNames() =>
        from type in typeof(PluginServer).Assembly.GetExportedTypes()
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        from name in new[] { type.Namespace!, type.Name, member.Name, $"{type.Name}.{member.Name}" }
        select name;

    /// <summary>A member with its type, a call, and names that end or begin as those of the API do.</summary>
    [GeneratedRegex(@"^([A-Z]\w+\.[A-Z]\w+|[A-Z]\w*(Setting|Settings|Exception)|Get[A-Z]\w+|[A-Z]\w+(?=\())(\(.*\))?$")]
    private static partial Regex ApiName();
}
