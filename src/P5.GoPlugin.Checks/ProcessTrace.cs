using System.Diagnostics;

namespace P5.GoPlugin.Checks;

/// <summary>Records what a plugin's process logs and what it leaves behind.</summary>
internal sealed class ProcessTrace : IProcessObserver
{
    /// <summary>How long the plugin's child processes may outlive it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<string> _errorLines = [];

    /// <summary>The whole lines on standard error so far.</summary>
    internal IReadOnlyList<string> ErrorLines
    {
        get
        {
            lock (_gate)
            {
                return [.. _errorLines];
            }
        }
    }

    /// <summary>What the process left behind, one phrase for each item. Complete when the process has ended.</summary>
    internal IReadOnlyList<string> Remains { get; private set; } = [];

    public void OnErrorOutput(LinePiece piece)
    {
        if (piece is { StartsLine: true, EndsLine: true })
        {
            lock (_gate)
            {
                _errorLines.Add(piece.Text);
            }
        }
    }

    /// <summary>Records what the process left behind.</summary>
    public async Task OnEndedAsync(string socketFolder, string? socketPath, bool pipesAreHeld)
    {
        IReadOnlyList<ProcessIdentity> processes = await FindChildrenAsync(socketFolder).ConfigureAwait(false);
        var remains = processes.Select(process => $"the process {process.Id} ({NameOf(process.Id)})").ToList();
        if (pipesAreHeld && processes.Count == 0)
        {
            remains.Add("a process that holds its standard output or error open");
        }

        List<string> files = FilesIn(socketFolder);
        if (socketPath is not null && Path.Exists(socketPath) && !files.Contains(socketPath))
        {
            files.Add(socketPath);
        }

        Remains = [.. remains, .. files.Select(file => $"the file {file}")];
    }

    private static List<string> FilesIn(string socketFolder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(socketFolder)
                    .Where(path => !FolderRecord.IsRecord(Path.GetFileName(path))),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // The plugin has deleted the folder.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [$"{socketFolder}, which can no longer be read"];
        }
    }

    /// <summary>A plugin's children inherit the variable of its folder, which only Linux exposes.</summary>
    private static async Task<IReadOnlyList<ProcessIdentity>> FindChildrenAsync(string socketFolder)
    {
        var children = new FolderProcesses(socketFolder, ProcessIdentity.Current);
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<ProcessIdentity> found = children.Find();
            if (found.Count == 0 || TimeProvider.System.GetElapsedTime(start) >= s_grace)
            {
                return found;
            }

            await Task.Delay(s_interval).ConfigureAwait(false);
        }
    }

    private static string NameOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return SafeText.Truncate(process.ProcessName);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return "ended since";
        }
    }
}
