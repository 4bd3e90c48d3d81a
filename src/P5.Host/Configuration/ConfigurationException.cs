using System.Globalization;

namespace P5.Host.Configuration;

/// <summary>
/// A configuration file that cannot be read, parsed or understood (<see cref="ErrorIds.ConfigInvalid"/>).
/// </summary>
public sealed class ConfigurationException : P5Exception
{
    /// <summary>Says that a file is wrong at a known place, or as a whole.</summary>
    /// <param name="stage">Which source the file is.</param>
    /// <param name="file">Full path of the file.</param>
    /// <param name="line">1-based, or null if the failure has no place in the file.</param>
    /// <param name="column">1-based, in UTF-16 code units; null with <paramref name="line"/>.</param>
    /// <param name="key">The dotted key, or null if the failure is not one key's.</param>
    /// <param name="problem">A sentence that says what is wrong and what was expected.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ConfigurationException(
        ConfigurationStage stage,
        string file,
        int? line,
        int? column,
        string? key,
        string problem,
        Exception? innerException = null)
        : base(ErrorIds.ConfigInvalid, Locate(file, line, column) + problem, Advise(file, line), innerException)
    {
        Stage = stage;
        File = file;
        Line = line;
        Column = column;
        Key = key;
        Problem = problem;
    }

    /// <summary>Which source the file is.</summary>
    public ConfigurationStage Stage { get; }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>1-based, or null if the failure has no place in the file.</summary>
    public int? Line { get; }

    /// <summary>1-based, in UTF-16 code units; null with <see cref="Line"/>.</summary>
    public int? Column { get; }

    /// <summary>The dotted key, such as <c>plugins.vault.cmd</c>, or null if the failure is not one key's.</summary>
    public string? Key { get; }

    /// <summary>The message without the place.</summary>
    public string Problem { get; }

    private static string Locate(string file, int? line, int? column) =>
        line is null
            ? $"{file}: "
            : string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}: ");

    private static string Advise(string file, int? line) =>
        line is null
            ? $"Check that {file} can be read."
            : string.Create(CultureInfo.InvariantCulture, $"Correct line {line} of {file}.");
}
