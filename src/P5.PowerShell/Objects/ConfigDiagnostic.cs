using P5.Host;

namespace P5;

/// <summary>One thing that <c>Test-P5Config</c> found. Never the value of a configuration entry.</summary>
public sealed class ConfigDiagnostic
{
    private readonly string _text;

    internal ConfigDiagnostic(ConfigurationDiagnostic source)
    {
        Severity = source.Severity.ToString();
        Id = source.Id;
        File = source.File;
        Line = source.Line;
        Column = source.Column;
        Place = source.Place;
        Key = source.Key;
        Plugin = source.Plugin;
        Message = source.Message;
        Fix = source.Fix;
        _text = source.ToString();
    }

    /// <summary>
    /// <c>Error</c> if a file cannot be used or a plugin cannot authenticate, else <c>Warning</c>.
    /// </summary>
    public string Severity { get; }

    /// <summary>The stable name of what was found, such as <c>UnknownKey</c>.</summary>
    public string Id { get; }

    /// <summary>The file's full path.</summary>
    public string File { get; }

    /// <summary>The line, the first is 1; null for the whole file.</summary>
    public int? Line { get; }

    /// <summary>The column, the first is 1; null if <see cref="Line"/> is.</summary>
    public int? Column { get; }

    /// <summary>
    /// The file, with line and column if known: <c>file:line:column</c>. Control characters are escaped.
    /// </summary>
    public string Place { get; }

    /// <summary>The dotted key, or null if it is not one key's.</summary>
    public string? Key { get; }

    /// <summary>The plugin's name, or null if it is not one plugin's.</summary>
    public string? Plugin { get; }

    /// <summary>What was found.</summary>
    public string Message { get; }

    /// <summary>What to do about it.</summary>
    public string Fix { get; }

    /// <summary>One line as compilers print it.</summary>
    /// <returns><c>file:line:column: severity id: message</c>.</returns>
    public override string ToString() => _text;
}
