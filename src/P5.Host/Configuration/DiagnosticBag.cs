using System.Security.Cryptography;

namespace P5.Host;

/// <summary>
/// Collects what readers find. They report and continue, so that one pass finds as much as it can; a caller that cannot
/// continue with an error throws it afterwards.
/// </summary>
internal sealed class DiagnosticBag
{
    /// <summary>Warnings, and errors as well: more than anybody reads. Files can cause a hundred thousand.</summary>
    internal const int MaximumFindings = 1_000;

    private readonly List<ConfigurationDiagnostic> _all = [];
    private readonly Dictionary<DiagnosticSeverity, int> _counts = [];
    private readonly List<ConfigurationFile> _files = [];

    /// <summary>The files that were read, in order.</summary>
    public IReadOnlyList<ConfigurationFile> Files => _files;

    /// <summary>All findings, in order.</summary>
    public IReadOnlyList<ConfigurationDiagnostic> All => _all;

    /// <summary>The first error as an exception, or null.</summary>
    public ConfigurationException? FirstError =>
        _all.FirstOrDefault(finding => finding.Severity == DiagnosticSeverity.Error) is { } error
            ? new ConfigurationException(error)
            : null;

    /// <summary>Adds one. After 1,000 of its severity, only a note that there are more.</summary>
    public void Add(ConfigurationDiagnostic finding)
    {
        int count = _counts.GetValueOrDefault(finding.Severity) + 1;
        _counts[finding.Severity] = count;
        if (count <= MaximumFindings)
        {
            _all.Add(finding);
        }
        else if (count == MaximumFindings + 1)
        {
            string kind = finding.Severity == DiagnosticSeverity.Error ? "errors" : "warnings";
            _all.Add(finding with { Message = $"Further {kind} are not listed.", IsHarmless = true });
        }
    }

    /// <summary>Adds a file that was read.</summary>
    public void Add(ConfigurationFile file) => _files.Add(file);

    /// <summary>Adds a warning.</summary>
    /// <param name="id">One of <see cref="DiagnosticIds"/>.</param>
    /// <param name="position">Where it is.</param>
    /// <param name="key">The dotted key, or null.</param>
    /// <param name="plugin">The plugin's name, or null.</param>
    /// <param name="message">What has no effect, and why.</param>
    /// <param name="fix">What to do.</param>
    /// <param name="isHarmless">True if only a check reports it.</param>
    public void Warn(
        string id,
        ConfigPosition position,
        string? key,
        string? plugin,
        string message,
        string fix,
        bool isHarmless = false) => Add(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Warning,
            Id = id,
            File = position.File,
            Line = position.Line,
            Column = position.Column,
            Key = key,
            Plugin = plugin,
            Message = message,
            Fix = fix,
            IsHarmless = isHarmless,
        });

    /// <summary>Throws the first error, if there is any.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public void ThrowIfError()
    {
        if (FirstError is { } error)
        {
            throw error;
        }
    }
}

/// <summary>One file of a configuration, as it was when it was read.</summary>
public sealed class ConfigurationFile
{
    private readonly Lazy<string> _sha256;

    internal ConfigurationFile(string path, byte[] bytes)
    {
        Path = path;

        // Needed for approvals only, and its library takes longer to load than most configurations.
        _sha256 = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>The SHA-256 of exactly the bytes that were read, in lower-case hexadecimal.</summary>
    public string Sha256 => _sha256.Value;
}
