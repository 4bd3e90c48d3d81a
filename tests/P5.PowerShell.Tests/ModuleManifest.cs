using System.Text.RegularExpressions;

namespace P5.PowerShell.Tests;

/// <summary>What the module's manifest says, read as text.</summary>
internal static partial class ModuleManifest
{
    private static readonly string s_text = File.ReadAllText(BuiltFiles.ModuleManifest);

    internal static Version Version => new(ReadText("ModuleVersion"));

    internal static IReadOnlyList<string> Cmdlets =>
        [.. Quoted().Matches(CmdletList().Match(s_text).Groups[1].Value).Select(match => match.Groups[1].Value)];

    internal static IReadOnlyList<string> Tags =>
        [.. Quoted().Matches(TagList().Match(s_text).Groups[1].Value).Select(match => match.Groups[1].Value)];

    private static string ReadText(string key) =>
        Regex.Match(s_text, $@"^\s*{key}\s*=\s*'([^']*)'", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"^\s*CmdletsToExport\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex CmdletList();

    [GeneratedRegex(@"^\s*Tags\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline)]
    private static partial Regex TagList();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
