using System.Globalization;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>One thing that was found in a configuration. Never the value of a configuration entry.</summary>
public sealed record ConfigurationDiagnostic
{
    /// <summary>How bad it is.</summary>
    public required DiagnosticSeverity Severity { get; init; }

    /// <summary>One of <see cref="DiagnosticIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Full path of the file.</summary>
    public required string File { get; init; }

    /// <summary>1-based, or null for the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>1-based, in UTF-16 code units; null with <see cref="Line"/>.</summary>
    public int? Column { get; init; }

    /// <summary>The dotted key, such as <c>plugins.vault.cmd</c>, or null if it is not one key's.</summary>
    public string? Key { get; init; }

    /// <summary>The plugin's name, or null if it is not one plugin's.</summary>
    public string? Plugin { get; init; }

    /// <summary>
    /// What was found, one sentence or two, without the place. A long one is cut: a name in a file can have any length.
    /// It is <see cref="SafeText"/>.
    /// </summary>
    public required string Message
    {
        get;
        init => field = SafeText.Message(value);
    }

    /// <summary>What to do about it, as <see cref="SafeText"/>, cut if it is long.</summary>
    public required string Fix
    {
        get;
        init => field = SafeText.Message(value);
    }

    /// <summary>The file, with line and column if known: <c>file:line:column</c>; as <see cref="SafeText"/>.</summary>
    public string Place => SafeText.Whole(PlaceOf(File, Line, Column));

    /// <summary>What it is about, if several findings can be at one place; "" otherwise.</summary>
    internal string Subject { get; init; } = "";

    /// <summary>Which source the file is; it decides whether an error stops the loading.</summary>
    internal ConfigurationStage Stage { get; init; }

    /// <summary>True if everything works all the same: a check reports it, loading does not.</summary>
    internal bool IsHarmless { get; init; }

    /// <summary>What the reading of the file threw, or null.</summary>
    internal Exception? Cause { get; init; }

    /// <summary>One line as compilers print it, without the fix.</summary>
    /// <returns><c>file:line:column: severity id: message</c>.</returns>
    public override string ToString() =>
        $"{Place}: {(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Id}: {Message}";

    internal static string PlaceOf(string file, int? line, int? column) =>
        line is null ? file : string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}");

    /// <summary>The fix of an error whose message is sufficient.</summary>
    internal static string Correct(string file, int? line) =>
        line is null
            ? $"Check that {file} can be read."
            : string.Create(CultureInfo.InvariantCulture, $"Correct line {line} of {file}.");
}

/// <summary>How bad a finding is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Something has no effect, or not the one that its author may expect.</summary>
    Warning,

    /// <summary>A file cannot be used, or a plugin cannot authenticate.</summary>
    Error,
}
