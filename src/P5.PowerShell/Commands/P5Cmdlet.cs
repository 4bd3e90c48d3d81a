using System.Management.Automation;
using System.Management.Automation.Runspaces;
using P5.GoPlugin;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// What P5's cmdlets have in common: cancellation by Ctrl+C, asynchronous work, and errors with P5's ids.
/// </summary>
public abstract class P5Cmdlet : PSCmdlet, IDisposable
{
    private const string FileSystemProvider = "FileSystem";

    /// <summary>The most files that commands have kept open in measurements; about half are assemblies.</summary>
    private const int FilesOfSession = 36;

    private static bool s_hasEnoughFiles;

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Releases the cmdlet's resources.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected sealed override void BeginProcessing() => RunStep(Begin);

    /// <inheritdoc />
    protected sealed override void ProcessRecord() => RunStep(Process);

    /// <inheritdoc />
    protected sealed override void EndProcessing() => RunStep(End);

    /// <summary>Ctrl+C, or the end of the pipeline from elsewhere: cancels what runs.</summary>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases the cmdlet's resources.</summary>
    /// <param name="disposing">False from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    private protected virtual void Begin()
    {
    }

    private protected virtual void Process()
    {
    }

    private protected virtual void End()
    {
    }

    /// <summary>
    /// Runs asynchronous work; the writes that it posts to the dispatcher are performed on the pipeline's thread.
    /// </summary>
    private protected void Run(Func<CmdletDispatcher, CancellationToken, Task> work)
    {
        using var dispatcher = new CmdletDispatcher(this);
        dispatcher.Run(work, _stopping.Token);
    }

    // These hide PowerShell's own methods: names from files and texts from plugins are in what they show.
    internal new void WriteWarning(string text) => base.WriteWarning(SafeText.Whole(text));

    /// <summary>Writes an error as a warning. Its message may have several lines.</summary>
    internal void WriteWarning(P5Exception problem) =>
        base.WriteWarning($"{problem.ErrorId}: {problem.Message} {problem.RecommendedAction}".TrimEnd());

    internal new void WriteVerbose(string text) => base.WriteVerbose(SafeText.Whole(text));

    /// <summary>Writes verbose lines about the variables that were set to paths of files.</summary>
    internal void WriteFiles(IEnumerable<VariableChange> changes)
    {
        foreach (VariableChange change in changes.Where(change => change.File is not null))
        {
            WriteVerbose($"{change.Name} is a file: {change.File}");
        }
    }

    internal new void WriteDebug(string text) => base.WriteDebug(SafeText.Whole(text));

    internal new void WriteError(ErrorRecord record) => base.WriteError(Show(record));

    internal new void ThrowTerminatingError(ErrorRecord record) => base.ThrowTerminatingError(Show(record));

    internal new void WriteProgress(ProgressRecord record)
    {
        record.StatusDescription = SafeText.Whole(record.StatusDescription);
        base.WriteProgress(record);
    }

    internal new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(SafeText.Whole(target), SafeText.Whole(action));

    internal new bool ShouldProcess(
        string description, string question, string caption, out ShouldProcessReason reason) =>
        base.ShouldProcess(SafeText.Whole(description), SafeText.Whole(question), caption, out reason);

    /// <summary>The caller of changes to the environment: the runspace, within which blocks nest.</summary>
    internal static Guid Caller => Runspace.DefaultRunspace.InstanceId;

    /// <summary>Invokes an action; if it fails with an error of P5, ends the command with that error.</summary>
    /// <typeparam name="T">The result.</typeparam>
    internal T InvokeOrTerminate<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (P5Exception exception)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(exception, exception.PluginName));
            throw;
        }
    }

    /// <summary>Invokes an action; if it fails with an error of P5, ends the command with that error.</summary>
    private protected void InvokeOrTerminate(Action action) => InvokeOrTerminate(() =>
    {
        action();
        return true;
    });

    /// <summary>
    /// Selects the plugins that a <c>-Plugin</c> or <c>-Name</c> matches. A plain name without a match is an error if
    /// it was typed; a piped object may be of a plugin without one.
    /// </summary>
    /// <typeparam name="T">An item of a plugin.</typeparam>
    /// <param name="present">The items.</param>
    /// <param name="pluginName">The plugin's name of one of them.</param>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    /// <param name="notFound">The error for a name.</param>
    /// <returns>The selected items.</returns>
    private protected IReadOnlyList<T> SelectByName<T>(
        IReadOnlyCollection<T> present,
        Func<T, string> pluginName,
        string[]? patterns,
        Func<string, P5Exception> notFound)
    {
        string[] names = [.. present.Select(pluginName)];
        IReadOnlySet<string>? selected = PluginNameFilter.Select(names, patterns);
        if (selected is null)
        {
            return [.. present];
        }

        if (!MyInvocation.ExpectingInput)
        {
            foreach (string unknown in selected.Except(names))
            {
                WriteError(P5ErrorRecord.Create(notFound(unknown), unknown));
            }
        }

        return [.. present.Where(item => selected.Contains(pluginName(item)))];
    }

    /// <summary>
    /// Warns of wildcards that match no plugin, if without a match the command would do nothing and say nothing: a
    /// user may have entered names of variables.
    /// </summary>
    /// <param name="pluginNames">The plugins that there are.</param>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    /// <param name="kind">What these plugins are: configured or applied.</param>
    private protected void WarnOfUnmatched(
        IReadOnlyCollection<string> pluginNames, string[]? patterns, string kind)
    {
        foreach (string pattern in PluginNameFilter.FindUnmatched(pluginNames, patterns))
        {
            WriteWarning(
                $"No plugin matches '{pattern}'. -Plugin takes names of plugins, not of variables. {kind} plugins: "
                + $"{(pluginNames.Count == 0 ? "none" : string.Join(", ", pluginNames))}.");
        }
    }

    /// <summary>
    /// The full paths that a <c>-Path</c> with wildcards matches; each one without a match is an error.
    /// </summary>
    /// <param name="paths">What the user entered.</param>
    /// <param name="errorId">The id of that error.</param>
    private protected IEnumerable<string> ResolveWildcards(
        IEnumerable<string> paths, string errorId) => paths.SelectMany(path =>
    {
        try
        {
            IEnumerable<string> resolved = GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            RequireFileSystem(provider, path);
            return resolved;
        }
        catch (ItemNotFoundException exception)
        {
            WriteError(new ErrorRecord(exception, errorId, ErrorCategory.ObjectNotFound, path));
            return [];
        }
    });

    /// <summary>Loads the workspace's configuration and reports its warnings.</summary>
    /// <param name="path">A folder in the workspace, or null for the location.</param>
    /// <param name="stack">The stack, or null for the selected one.</param>
    /// <param name="stackIsOptional">
    /// Whether the configuration is useful if no stack was given and none is selected.
    /// </param>
    private protected WorkspaceConfiguration LoadConfiguration(
        string? path, string? stack, bool stackIsOptional = false)
    {
        long begin = TimeProvider.System.GetTimestamp();
        WorkspaceConfiguration configuration =
            InvokeOrTerminate(() => P5Host.LoadConfiguration(ResolvePath(path), stack, stackIsOptional));
        ConfigurationReport.Write(this, configuration, TimeProvider.System.GetElapsedTime(begin));
        return configuration;
    }

    /// <summary>The full path of a path, or of PowerShell's location, which is not the process's.</summary>
    /// <param name="path">A path, or null for the location.</param>
    private protected string ResolvePath(string? path)
    {
        string resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(
            path ?? ".", out ProviderInfo provider, out _);
        RequireFileSystem(provider, path ?? SessionState.Path.CurrentLocation.Path);
        return resolved;
    }

    // Not SafeText: its assembly may be the one that cannot be loaded.
    private static ErrorRecord Show(ErrorRecord record)
    {
        record.ErrorDetails ??= new ErrorDetails(ControlCharacters.Escape(record.Exception.Message));

        // The views show this, not the target object.
        record.CategoryInfo.TargetName = ControlCharacters.Escape(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>
    /// Runs a step and reports failures of the system. .NET loads the host's assemblies when a method that uses them is
    /// first called, so the step is a separate method, and its callers use no assembly of the host.
    /// </summary>
    private void RunStep(Action step)
    {
        try
        {
            RequireFiles();
            step();
        }
        catch (Exception exception) when (SystemFailure.Find(exception) is { } failure)
        {
            ThrowTerminatingError(failure);
        }
    }

    /// <summary>Runs before anything is loaded, so that P5 does not use up the files that the shell needs.</summary>
    /// <exception cref="IOException">Too many files are open.</exception>
    internal static void RequireFiles()
    {
        if (!s_hasEnoughFiles && FileDescriptors.FindShortage(FilesOfSession) is { } shortage)
        {
            throw new IOException(shortage);
        }

        s_hasEnoughFiles = true;
    }

    private void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (provider.Name != FileSystemProvider)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(
                new P5Exception(
                    ErrorIds.WorkspaceNotFound,
                    $"{path} is not a file-system path (provider: {provider.Name}).",
                    "Change to the folder of a Pulumi program, or name that folder."),
                target: path));
        }
    }
}
