using System.Globalization;

namespace P5.Host;

/// <summary>The text of one configuration file, and the positions of its errors.</summary>
internal sealed class ConfigFileText
{
    /// <summary>Far more than configuration needs, and still read in seconds; a parser never gets more.</summary>
    internal const int MaximumBytes = 16 * 1024 * 1024;

    /// <summary>The TOML parser stores an error for each character that it cannot use, about 200 bytes.</summary>
    internal const int MaximumTomlBytes = 1024 * 1024;

    /// <summary>
    /// The size of a file that is parsed because its folder was entered. Reading so much takes 0.3 seconds at most in a
    /// new process, whatever it contains.
    /// </summary>
    internal const int MaximumUnapprovedBytes = 64 * 1024;

    /// <summary>
    /// Keys and values, far more than configuration needs. Each takes some hundred bytes: a file of 16 MiB could take
    /// more than a gigabyte and ten seconds.
    /// </summary>
    internal const int MaximumValues = 100_000;

    /// <summary>
    /// Plugins, and names in <c>order</c>: each plugin is a process. Names are compared with each other, so that many
    /// would take minutes.
    /// </summary>
    internal const int MaximumPlugins = 1_000;

    internal const string TooManyPlugins = "There are more than 1,000 plugins. Remove those that do not exist.";

    internal const string TooManyValues =
        "The file has more than 100,000 keys, values or separators. Remove what is not configuration.";

    /// <summary>More than a user corrects at once; a file that is not configuration at all has millions.</summary>
    public const int MaximumErrors = 100;

    private int _errors;

    private ConfigFileText(ConfigurationStage stage, string file, string text, DiagnosticBag diagnostics)
    {
        Stage = stage;
        File = file;
        Text = text;
        Diagnostics = diagnostics;
    }

    /// <summary>Which source the file is.</summary>
    public ConfigurationStage Stage { get; }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>The text without a byte order mark, line ends as they are.</summary>
    public string Text { get; }

    /// <summary>Whether the file is JSON, which is read as YAML with the escapes of JSON.</summary>
    public bool IsJson => Path.GetExtension(File) == ProgramReader.JsonEnding;

    /// <summary>Takes what is found in the file.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>Whether an error was found in the file so far.</summary>
    public bool HasErrors => _errors > 0;

    /// <summary>Reads a file of the user's own, or reports why it cannot be read.</summary>
    /// <param name="stage">Which source the file is.</param>
    /// <param name="file">Full path of the file.</param>
    /// <param name="diagnostics">Takes what is found in it.</param>
    /// <param name="isApproved">As <see cref="ConfigurationLoaderOptions.IsApproved"/>.</param>
    /// <returns>The text, or null.</returns>
    public static ConfigFileText? TryRead(
        ConfigurationStage stage, string file, DiagnosticBag diagnostics, bool isApproved = true)
    {
        try
        {
            byte[] bytes = ReadBytes(stage, file, isTrusted: false, isApproved);
            diagnostics.Add(new ConfigurationFile(file, bytes));
            return Decode(stage, file, bytes, diagnostics);
        }
        catch (ConfigurationException exception)
        {
            diagnostics.Add(exception.Diagnostic);
            return null;
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="stage">Which source the file is.</param>
    /// <param name="file">Full path of the file.</param>
    /// <param name="isTrusted">
    /// Whether nothing in the file is run, or the user has named it, so that its owner does not matter.
    /// </param>
    /// <param name="isApproved">As <see cref="ConfigurationLoaderOptions.IsApproved"/>.</param>
    /// <exception cref="ConfigurationException">It cannot be read, is too large, or is a stranger's.</exception>
    public static byte[] ReadBytes(
        ConfigurationStage stage, string file, bool isTrusted = true, bool isApproved = true)
    {
        try
        {
            return FileOwner.ReadBytes(file, LimitOf(stage, isApproved), isTrusted);
        }
        catch (StrangersFileException exception)
        {
            throw Unreadable(
                stage,
                file,
                line: null,
                column: null,
                $"The file is not read: its owner is {exception.Stranger}, not you.",
                fix: FileOwner.Advice(exception.Stranger),
                id: DiagnosticIds.OwnerNotTrusted);
        }
        catch (FileTooLargeException exception)
        {
            throw TooLarge(stage, file, exception.Length, isApproved);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(
                stage, file, line: null, column: null, $"The file cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Takes the bytes of a file as its text.</summary>
    /// <param name="stage">Which source the file is.</param>
    /// <param name="file">Full path of the file.</param>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="diagnostics">Receives the findings in the file; null creates a new collection.</param>
    /// <exception cref="ConfigurationException">They are not UTF-8.</exception>
    public static ConfigFileText Decode(
        ConfigurationStage stage, string file, ReadOnlySpan<byte> bytes, DiagnosticBag? diagnostics = null)
    {
        return Utf8Text.TryDecode(bytes, out string? text, out int line, out int column)
            ? new ConfigFileText(stage, file, text, diagnostics ?? new DiagnosticBag())
            : throw Unreadable(stage, file, line, column, "The file is not valid UTF-8.");
    }

    /// <summary>The same file with another text: what it would be after an edit. Nothing was found in it yet.</summary>
    public ConfigFileText WithText(string text) => new(Stage, File, text, new DiagnosticBag());

    /// <summary>Reports that the file is not valid TOML or YAML at a position.</summary>
    public void ReportMalformed(int line, int column, string? key, string problem, Exception? cause = null) =>
        Report(DiagnosticIds.ConfigParse, line, column, key, plugin: null, problem, cause);

    /// <inheritdoc cref="ReportMalformed(int, int, string?, string, Exception?)"/>
    public void ReportMalformed(ConfigPosition position, string? key, string problem) =>
        ReportMalformed(position.Line, position.Column, key, problem);

    /// <summary>Whether there are more plugins, or names of plugins, than a file may have, which is reported.</summary>
    /// <param name="all">The plugins or names.</param>
    /// <param name="positionOf">The position of one of them.</param>
    /// <param name="key">The key that they are in.</param>
    public bool HasTooMany<T>(IReadOnlyList<T> all, Func<T, ConfigPosition> positionOf, string? key)
    {
        if (all.Count <= MaximumPlugins)
        {
            return false;
        }

        ReportMalformed(positionOf(all[MaximumPlugins]), key, TooManyPlugins);
        return true;
    }

    /// <summary>Reports an error at a value.</summary>
    public void ReportError(
        string id, ConfigPosition position, string key, string? plugin, string problem, string? fix = null) =>
        Report(id, position.Line, position.Column, key, plugin, problem, cause: null, fix);

    /// <summary>An error at a value, for a reader that cannot continue.</summary>
    public ConfigurationException Error(ConfigPosition position, string? key, string problem) =>
        new(Stage, File, position.Line, position.Column, key, problem);

    private void Report(
        string id,
        int line,
        int column,
        string? key,
        string? plugin,
        string problem,
        Exception? cause,
        string? fix = null)
    {
        if (++_errors > MaximumErrors + 1)
        {
            return;
        }

        Diagnostics.Add(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Error,
            Id = id,
            Stage = Stage,
            File = File,
            Line = line,
            Column = column,
            Key = key,
            Plugin = plugin,
            Message = _errors > MaximumErrors ? "Further errors are not listed." : problem,
            Fix = fix is null || _errors > MaximumErrors ? ConfigurationDiagnostic.Correct(File, line) : fix,
            Cause = cause,
        });
    }

    private static int LimitOf(ConfigurationStage stage, bool isApproved) =>
        !isApproved ? MaximumUnapprovedBytes : stage == ConfigurationStage.Global ? MaximumTomlBytes : MaximumBytes;

    private static ConfigurationException TooLarge(
        ConfigurationStage stage, string file, long bytes, bool isApproved)
    {
        int limit = LimitOf(stage, isApproved);
        string name = limit % (1024 * 1024) == 0 ? $"{limit / (1024 * 1024)} MiB" : $"{limit / 1024} KiB";
        string where = isApproved ? "" : " in a workspace that is not approved";
        return Unreadable(
            stage,
            file,
            line: null,
            column: null,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The file has {bytes:N0} bytes; the limit is {limit:N0} bytes ({name}){where}."),
            fix: !isApproved
                    ? "Review the workspace with Get-P5Workspace, and run Approve-P5Workspace if you trust it."
                : stage == ConfigurationStage.Global
                    ? $"Remove anything that is not configuration from {file}, or move plugins to Pulumi.yaml."
                : $"Remove anything that is not configuration from {file}, or split the file.");
    }

    private static ConfigurationException Unreadable(
        ConfigurationStage stage,
        string file,
        int? line,
        int? column,
        string problem,
        Exception? cause = null,
        string? fix = null,
        string id = DiagnosticIds.FileUnreadable) =>
        new(new ConfigurationDiagnostic
        {
            Severity = DiagnosticSeverity.Error,
            Id = id,
            Stage = stage,
            File = file,
            Line = line,
            Column = column,
            Message = problem,
            Fix = fix ?? ConfigurationDiagnostic.Correct(file, line),
            Cause = cause,
        });
}
