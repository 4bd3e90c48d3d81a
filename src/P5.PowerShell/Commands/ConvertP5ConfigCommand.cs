using System.Collections;
using System.Management.Automation;
using P5.Host;
using P5.Host.Migration;
using P5.PowerShell.Output;

namespace P5.PowerShell.Commands;

/// <summary>
/// Converts configuration of the WASM era into today's: p5.toml, Pulumi.yaml and stack files.
/// Without <c>-InPlace</c> or <c>-DestinationPath</c> it shows what would change and writes nothing.
/// </summary>
[Cmdlet(VerbsData.Convert, "P5Config", SupportsShouldProcess = true, DefaultParameterSetName = PreviewSet)]
[OutputType(typeof(ConfigConversion))]
public sealed class ConvertP5ConfigCommand : P5Cmdlet
{
    private const string PreviewSet = "Preview";
    private const string InPlaceSet = "InPlace";
    private const string DestinationSet = "Destination";
    private const string Activity = "Converting P5 configuration";
    private const int ProgressId = 1;

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(200);

    private long _progressShown = TimeProvider.System.GetTimestamp();
    private int _files;

    /// <summary>
    /// The files to convert, with wildcards; a folder stands for its p5.toml and Pulumi files. By default the location's.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("PSPath", "FullName")]
    public string[] Path { get; set; } = ["."];

    /// <summary>The commands of plugins, by the plugin's name or its old source.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable CommandMap { get; set; } = [];

    /// <summary>The folder of the native executables, as it shall stand in the file; by default they are looked up on PATH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BinDirectory { get; set; }

    /// <summary>Writes the new text into the file and keeps the old one with <c>.bak</c> behind its name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InPlaceSet)]
    public SwitchParameter InPlace { get; set; }

    /// <summary>Writes the new text to this file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DestinationSet)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Takes in the folders below each folder, except .git, node_modules, bin, obj and links.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var options = new ConversionOptions
        {
            CommandMap = CommandMap.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}"),
            BinDirectory = BinDirectory,
        };
        IEnumerable<string> files = Path.SelectMany(ResolveFiles);
        foreach (string file in DestinationPath is null ? files : OneFile([.. files]))
        {
            _files++;
            ShowProgress(file);
            try
            {
                Convert(file, options);
            }
            catch (P5Exception exception)
            {
                WriteError(P5ErrorRecord.Create(exception, target: file));
            }
        }
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (_files > 1)
        {
            WriteProgress(new ProgressRecord(ProgressId, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Convert(string file, ConversionOptions options)
    {
        Host.Migration.ConfigConversion conversion = ConfigConverter.Convert(file, options);
        foreach (string warning in conversion.Warnings)
        {
            WriteWarning(warning);
        }

        string? target = InPlace ? file : DestinationPath is null ? null : ResolvePath(DestinationPath);
        bool write = target is not null
            && (conversion.Changed || !InPlace)
            && ShouldProcess(target, $"Write the conversion of {conversion.Plugins.Count} plugin(s)");
        if (write)
        {
            ConfigConverter.Write(conversion, InPlace ? null : target);
        }

        WriteObject(new ConfigConversion(conversion, write));
    }

    /// <summary>The files that one path of the user's means; one that means none is an error of its own.</summary>
    private IEnumerable<string> ResolveFiles(string path)
    {
        IEnumerable<string> resolved;
        try
        {
            resolved = GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException exception)
        {
            WriteError(new ErrorRecord(exception, ErrorIds.ConfigInvalid, ErrorCategory.ObjectNotFound, path));
            return [];
        }

        return resolved.SelectMany(item => ConfigFiles.Find(
            item, Recurse, exception => WriteError(P5ErrorRecord.Create(exception, target: item))));
    }

    /// <summary>Several files would overwrite each other.</summary>
    private string[] OneFile(string[] files)
    {
        if (_files + files.Length > 1)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(
                new P5Exception(
                    ErrorIds.ConfigInvalid,
                    "-DestinationPath takes the conversion of one file, but there are more.",
                    "Convert one file at a time, or use -InPlace."),
                target: DestinationPath));
        }

        return files;
    }

    /// <summary>Not for each file: showing takes longer than converting.</summary>
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
