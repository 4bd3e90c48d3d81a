using System.Text.RegularExpressions;

namespace P5.GoPlugin;

/// <summary>
/// A known text of several lines that a program writes when it cannot start as a plugin. Its last line, which is
/// otherwise taken as the reason, is only advice.
/// </summary>
/// <param name="Reason">Why the program ended, as a sentence.</param>
/// <param name="RecommendedAction">What to do about it.</param>
internal sealed partial record StartNotice(string Reason, string RecommendedAction)
{
    /// <param name="errorOutput">The lines on standard error, redacted.</param>
    /// <returns>The notice; null if the lines contain none.</returns>
    internal static StartNotice? Find(IReadOnlyList<string> errorOutput) =>
        errorOutput.Select(FindCookie).FirstOrDefault(notice => notice is not null)
            ?? FindMissingFramework(errorOutput);

    /// <param name="lines">The lines of the output, redacted.</param>
    /// <returns>The notice of .NET's launcher; null if the lines contain none.</returns>
    internal static StartNotice? FindMissingFramework(IReadOnlyList<string> lines) =>
        lines.Select(FindFramework).FirstOrDefault(notice => notice is not null)
            ?? lines.Select(FindRuntime).FirstOrDefault(notice => notice is not null);

    private static StartNotice? FindCookie(string line) => DirectRun().IsMatch(line)
        ? new StartNotice(
            $"It wrote: {SafeText.Truncate(line.Trim())}",
            "Check that it is a plugin for this host, and that a script that starts it passes on its environment: the "
            + "magic cookie does not match.")
        : null;

    private static StartNotice? FindFramework(string line) => MissingFramework().Match(line) is { Success: true } match
        ? Missing(SafeText.Truncate($"{match.Groups["name"].Value} {match.Groups["version"].Value}"))
        : null;

    private static StartNotice? FindRuntime(string line) => MissingRuntime().IsMatch(line) ? Missing(".NET") : null;

    private static StartNotice Missing(string framework) => new(
        $"It needs {framework}, which is not installed.",
        $"Install {framework} from https://dotnet.microsoft.com/download, or a build of the plugin that contains it.");

    /// <summary>What plugins on Go's library, on P5.Plugin and similar ones print without their magic cookie.</summary>
    [GeneratedRegex(@"^This (binary )?is an? (\w+ )?plugin\b", RegexOptions.CultureInvariant)]
    private static partial Regex DirectRun();

    /// <summary>
    /// .NET's launcher names the framework in a line of its own and in the address at the end, which always is among
    /// the last lines: the list of installed versions in between can be long.
    /// </summary>
    [GeneratedRegex(
        @"^Framework: '(?<name>[\w.]+)', version '(?<version>[\w.-]+)'"
        + @"|\bframework=(?<name>[\w.]+)&framework_version=(?<version>[\w.-]+)",
        RegexOptions.CultureInvariant)]
    private static partial Regex MissingFramework();

    [GeneratedRegex(@"^You must install (or update )?\.NET to run this application\.", RegexOptions.CultureInvariant)]
    private static partial Regex MissingRuntime();
}
