using System.ComponentModel;
using System.Diagnostics;

namespace P5.GoPlugin;

/// <summary>Takes down what a check of a plugin wants to know of a process, and a host does not.</summary>
internal sealed class RunObservations
{
    /// <summary>How long what the process started may outlive it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<string> _errorLines = [];

    /// <summary>The whole lines on its standard error so far.</summary>
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

    /// <summary>What it left, one phrase a thing. Complete when the run has ended.</summary>
    internal IReadOnlyList<string> Remains { get; private set; } = [];

    internal void Add(LinePiece piece)
    {
        if (piece is { StartsLine: true, EndsLine: true })
        {
            lock (_gate)
            {
                _errorLines.Add(piece.Text);
            }
        }
    }

    /// <summary>Sees what the process left, and ends what still runs of it, as far as it can be.</summary>
    /// <param name="socketFolder">The folder that it was given.</param>
    /// <param name="socketPath">The socket that it listened on; null for none.</param>
    /// <param name="pipesAreHeld">Whether somebody held its standard output or error open after its end.</param>
    internal async Task LookAroundAsync(string socketFolder, string? socketPath, bool pipesAreHeld)
    {
        IReadOnlyList<ProcessIdentity> processes = await ProcessesLeftAsync(socketFolder).ConfigureAwait(false);
        IEnumerable<string> files =
            FilesIn(socketFolder).Concat(socketPath is not null && Path.Exists(socketPath) ? [socketPath] : []).Distinct();
        Remains =
        [
            .. processes.Select(process => $"the process {process.Id} ({NameOf(process.Id)})"),
            .. pipesAreHeld && processes.Count == 0 ? ["a process that holds its standard output or error open"] : Array.Empty<string>(),
            .. files.Select(file => $"the file {file}"),
        ];
        foreach (ProcessIdentity process in processes.Where(process => process.IsRunning))
        {
            End(process.Id);
        }
    }

    private static string[] FilesIn(string socketFolder)
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
            return []; // It has deleted the folder itself.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [$"{socketFolder}, which cannot be read any more"];
        }
    }

    /// <summary>All that it started has its folder in the environment, which only Linux shows.</summary>
    private static async Task<IReadOnlyList<ProcessIdentity>> ProcessesLeftAsync(string socketFolder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            ProcessIdentity[] found =
            [
                .. LinuxProcess.FindByEnvironment($"{SocketFolder.Variable}={socketFolder}")
                    .Select(ProcessIdentity.Of)
                    .OfType<ProcessIdentity>(),
            ];
            if (found.Length == 0 || TimeProvider.System.GetElapsedTime(start) >= s_grace)
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
            return Printable.Shorten(process.ProcessName);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return "ended since";
        }
    }

    private static void End(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            ProcessTree.Kill(process);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException)
        {
            // It is not this user's any more, or so. That it is left is told in any case.
        }
    }
}
