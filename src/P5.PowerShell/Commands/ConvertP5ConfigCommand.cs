using System.Collections;
using System.Management.Automation;
using P5.Host;
using P5.Migration;

namespace P5.PowerShell.Commands;

/// <summary>
/// Converts configuration with WASM plugins: p5.toml, Pulumi.yaml and stack files.
/// Without <c>-InPlace</c> or <c>-DestinationPath</c> it shows what would change and writes nothing.
/// </summary>
[Cmdlet(VerbsData.Convert, "P5Config", SupportsShouldProcess = true, DefaultParameterSetName = PreviewSet)]
[OutputType(typeof(ConfigConversion))]
public sealed class ConvertP5ConfigCommand : P5Cmdlet
{
    private const string PreviewSet = "Preview";
    private const string InPlaceSet = "InPlace";
    private const string DestinationSet = "Destination";
    private const string LiteralPreviewSet = "LiteralPreview";
    private const string LiteralInPlaceSet = "LiteralInPlace";
    private const string LiteralDestinationSet = "LiteralDestination";
    private const string Activity = "Converting P5 configuration";
    private const int ProgressId = 1;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(200);

    private long _progressShown = TimeProvider.System.GetTimestamp();
    private int _files;

    /// <summary>
    /// The files to convert, with wildcards; a folder means its p5.toml and Pulumi files. By default the
    /// location's.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = PreviewSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = InPlaceSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    /// <summary>The same, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPreviewSet)]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralInPlaceSet)]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralDestinationSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP", "FullName")]
    public string[]? LiteralPath { get; set; }

    /// <summary>The commands of plugins, by the plugin's name or its old source.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable CommandMap { get; set; } = [];

    /// <summary>
    /// The folder of the native executables, as written to the file; by default they are looked up on PATH.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BinDirectory { get; set; }

    /// <summary>Writes the new text to the file and saves the old one with the extension <c>.bak</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InPlaceSet)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralInPlaceSet)]
    public SwitchParameter InPlace { get; set; }

    /// <summary>Writes the new text to this file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DestinationSet)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralDestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Includes the folders below each folder, except .git, node_modules, bin, obj and links.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        var options = new ConversionOptions
        {
            CommandMap =
                CommandMap.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}"),
            BinDirectory = BinDirectory,
        };
        string location = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        IEnumerable<(string File, string DiffDirectory)> files =
            (LiteralPath?.Select(ResolvePath) ?? ResolveWildcards(Path, ErrorIds.ConfigInvalid))
            .SelectMany(FindFiles, (path, file) => (file, ConfigFiles.DiffDirectoryOf(path, location)));
        foreach ((string file, string directory) in DestinationPath is null ? files : OneFile([.. files]))
        {
            _files++;
            ShowProgress(file);
            try
            {
                Convert(file, options with { DiffDirectory = directory });
            }
            catch (P5Exception exception)
            {
                WriteError(P5ErrorRecord.Create(exception, target: file));
            }
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        if (_files > 1)
        {
            WriteProgress(
                new ProgressRecord(ProgressId, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Convert(string file, ConversionOptions options)
    {
        Migration.ConfigConversion conversion = ConfigConverter.Convert(file, options);
        foreach (string warning in conversion.Warnings)
        {
            WriteWarning(warning);
        }

        string? target = InPlace ? file : DestinationPath is null ? null : ResolvePath(DestinationPath);
        string plugins = conversion.Plugins.Count == 1 ? "1 plugin" : $"{conversion.Plugins.Count} plugins";
        bool write = target is not null
            && (conversion.Changed || !InPlace)
            && ShouldProcess(target, $"Write the conversion of {plugins}");
        if (write)
        {
            ConfigConverter.Write(conversion, InPlace ? null : target);
        }

        WriteObject(new ConfigConversion(conversion, write));
    }

    private IEnumerable<string> FindFiles(string path) =>
        ConfigFiles.Find(path, Recurse, exception => WriteError(P5ErrorRecord.Create(exception, target: path)));

    /// <summary>Several files would overwrite each other.</summary>
    private (string File, string DiffDirectory)[] OneFile((string File, string DiffDirectory)[] files)
    {
        if (_files + files.Length > 1)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(
                new P5Exception(
                    ErrorIds.ConfigInvalid,
                    "-DestinationPath works with one file, but several files match.",
                    "Convert one file at a time, or use -InPlace."),
                target: DestinationPath));
        }

        return files;
    }

    /// <summary>Not for each file: showing progress takes longer than converting.</summary>
    private void ShowProgress(string file)
    {
        if (TimeProvider.System.GetElapsedTime(_progressShown) < s_progressInterval)
        {
            return;
        }

        _progressShown = TimeProvider.System.GetTimestamp();
        WriteProgress(new ProgressRecord(ProgressId, Activity, $"{_files}: {file}"));
    }
}
