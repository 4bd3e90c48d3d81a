using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Creates the project of a new plugin, ready to be built, and optionally adds it to p5.toml.</summary>
[Cmdlet(VerbsCommon.New, "P5Plugin", SupportsShouldProcess = true)]
[OutputType(typeof(PluginProject))]
public sealed class NewP5PluginCommand : P5Cmdlet
{
    /// <summary>The plugin's name: that of its folder, of its executable and of its table in p5.toml.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What it is written in.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("csharp", "go", "python", "node")]
    public string Language { get; set; } = "";

    /// <summary>The folder in which the plugin's own folder is created; by default the location.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Adds the plugin to the p5.toml that applies to the folder, or creates one.</summary>
    [Parameter]
    public SwitchParameter AddToConfig { get; set; }

    /// <summary>An additional package source for P5.Plugin, a folder or URL; for C# only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PackageSource { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        ScaffoldedProject project = InvokeOrTerminate(() => PluginScaffold.Plan(new PluginProjectOptions
        {
            Name = Name,
            Language = Enum.Parse<PluginLanguage>(Language, ignoreCase: true),
            Directory = ResolvePath(Path),
            AddToConfiguration = AddToConfig,
            PackageSource = PackageSource is null || PackageSource.Contains("://", StringComparison.Ordinal)
                ? PackageSource
                : ResolvePath(PackageSource),
        }));
        string action = project.ConfigurationFile is null
            ? $"Create a plugin in {Language}"
            : $"Create a plugin in {Language} and add it to {project.ConfigurationFile}";
        if (ShouldProcess(project.Directory, action))
        {
            InvokeOrTerminate(() => PluginScaffold.Write(project));
            if (project.Warning is { } warning)
            {
                WriteWarning(warning);
            }

            WriteObject(new PluginProject(project, Language));
        }
    }
}
