using System.Text.RegularExpressions;

namespace P5.GoPlugin.Checks;

/// <summary>
/// A run of a plugin without a host that failed. A failure is a refusal only if the output states that the program is a
/// plugin: a program that is broken or cannot be executed fails too.
/// </summary>
/// <param name="exitCode">The exit code, which is not 0.</param>
/// <param name="output">The output.</param>
internal sealed partial class DirectRun(int exitCode, string output)
{
    /// <summary>On Unix, a signal counts as 128 plus its number.</summary>
    private const int FirstSignal = 128 + 1;

    private const int LastSignal = 128 + 31;

    /// <summary>Crashes on Windows have a status below it: the highest bit is set. -1 is a common exit code.</summary>
    private const int FirstWindowsCode = -0x10000;

    private readonly string[] _lines =
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <param name="show">Redacts and truncates a text of the plugin.</param>
    /// <param name="duration">How long it ran.</param>
    internal RuleFinding Judge(Func<string, string> show, string duration)
    {
        string ended = $"it ended with the exit code {ExitCodeText.Of(exitCode)}";
        if (_lines.Length == 0)
        {
            return RuleFinding.Fail($"{ended} and printed nothing");
        }

        if (StartNotice.FindMissingFramework([.. _lines.Select(show)]) is { } missing)
        {
            return RuleFinding.Fail($"{ended}: {missing.Reason}", missing.RecommendedAction);
        }

        string? notice = _lines.FirstOrDefault(line => Notice().IsMatch(line));
        string? cause = exitCode switch
        {
            _ when _lines.Any(line => StackTrace().IsMatch(line)) => "it crashed",
            (>= FirstSignal and <= LastSignal) or < FirstWindowsCode => "it was ended by a signal or a crash",
            126 or 127 when notice is null => "shells use this code for a program that cannot be run",
            _ => null,
        };
        string shown = $"and printed '{show(notice ?? _lines[0])}'";
        return cause is not null
            ? RuleFinding.Fail($"{ended} {shown}; {cause}", "Run it in a terminal, and correct the reported problem.")
            : notice is null
            ? RuleFinding.Fail($"{ended} {shown}, which does not state that it is a plugin")
            : RuleFinding.Pass($"ended with the exit code {ExitCodeText.Of(exitCode)} after {duration} {shown}");
    }

    /// <summary>
    /// Matches a statement that it is a plugin, or needs a host. The word alone can be part of a path or an error.
    /// </summary>
    [GeneratedRegex(
        @"\b(is|are|be|as) ([\w.-]+ ){0,4}plug-?ins?\b(?![\w/\\-]|\.\w)|\bmagic cookie\b"
        + @"|\bplug-?ins?\b.*\bhost\b|\bhost\b.*\bplug-?ins?\b"
        + @"|\b(run|start|launch|execut|invok)\w* (it )?(directly|by hand|manually|on its own)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Notice();

    /// <summary>What .NET, Go, Python, Node, Java and Ruby print for an error that a program does not handle.</summary>
    [GeneratedRegex(
        @"^(Unhandled exception|panic: |fatal error: |goroutine \d+ \[|Traceback \(most recent call last\)"
        + @"|node:internal/|Node\.js v\d|Exception in thread |from .+:\d+:in )",
        RegexOptions.CultureInvariant)]
    private static partial Regex StackTrace();
}
