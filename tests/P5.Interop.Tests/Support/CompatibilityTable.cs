namespace P5.Interop.Tests;

/// <summary>The table of rules in <c>docs/compatibility.md</c>.</summary>
internal static class CompatibilityTable
{
    private const string File = "docs/compatibility.md";

    /// <summary>What it says of a language's example, by rule.</summary>
    public static Dictionary<string, string> Of(PluginLanguage language)
    {
        string[][] rows =
        [
            .. System.IO.File.ReadLines(Repository.PathOf(File))
                .SkipWhile(line => !line.StartsWith("| rule |", StringComparison.Ordinal))
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
        string heading = language is PluginLanguage.CSharp or PluginLanguage.CSharpNative ? "C#" : $"{language}";
        int column = Array.IndexOf(rows[0], heading);
        column.ShouldBePositive($"{File} has no column for {language}");
        return rows.Skip(2).ToDictionary(row => row[0].Trim('`'), row => row[column]);
    }
}
