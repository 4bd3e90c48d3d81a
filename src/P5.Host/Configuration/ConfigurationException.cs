namespace P5.Host;

/// <summary>
/// A configuration file that cannot be read, parsed or understood (<see cref="ErrorIds.ConfigInvalid"/>).
/// </summary>
public sealed class ConfigurationException : P5Exception
{
    /// <summary>An error at a known place of a file, or of the whole file.</summary>
    /// <param name="stage">Which source the file is.</param>
    /// <param name="file">Full path of the file.</param>
    /// <param name="line">1-based, or null if the failure has no place in the file.</param>
    /// <param name="column">1-based, in UTF-16 code units; null with <paramref name="line"/>.</param>
    /// <param name="key">The dotted key, or null if the failure is not one key's.</param>
    /// <param name="problem">A sentence: what is wrong and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ConfigurationException(
        ConfigurationStage stage,
        string file,
        int? line,
        int? column,
        string? key,
        string problem,
        Exception? innerException = null)
        : this(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Error,
            Id = DiagnosticIds.ConfigParse,
            Stage = stage,
            File = file,
            Line = line,
            Column = column,
            Key = key,
            Message = problem,
            Fix = ConfigurationDiagnostic.Correct(file, line),
            Cause = innerException,
        })
    {
    }

    internal ConfigurationException(ConfigurationDiagnostic diagnostic)
        : base(ErrorIds.ConfigInvalid, $"{diagnostic.Place}: {diagnostic.Message}", diagnostic.Fix, diagnostic.Cause) =>
        Diagnostic = diagnostic;

    /// <summary>The finding that makes the file unusable: the first of possibly several.</summary>
    public ConfigurationDiagnostic Diagnostic { get; }

    /// <summary>Which source the file is.</summary>
    public ConfigurationStage Stage => Diagnostic.Stage;

    /// <summary>Full path of the file.</summary>
    public string File => Diagnostic.File;

    /// <summary>1-based, or null if the failure has no place in the file.</summary>
    public int? Line => Diagnostic.Line;

    /// <summary>1-based, in UTF-16 code units; null with <see cref="Line"/>.</summary>
    public int? Column => Diagnostic.Column;

    /// <summary>The dotted key, such as <c>plugins.vault.cmd</c>, or null if the failure is not one key's.</summary>
    public string? Key => Diagnostic.Key;

    /// <summary>The message without the place.</summary>
    public string Problem => Diagnostic.Message;
}

/// <summary>Which of the three sources of configuration could not be read.</summary>
public enum ConfigurationStage
{
    /// <summary><c>p5.toml</c>: nothing is loaded.</summary>
    Global,

    /// <summary><c>Pulumi.yaml</c>: nothing is loaded.</summary>
    Program,

    /// <summary><c>Pulumi.&lt;stack&gt;.yaml</c>: loading continues, but no plugin can authenticate.</summary>
    Stack,
}
