using System.Runtime.InteropServices;

namespace P5.Plugin.Lifetime;

/// <summary>Unix gives an orphan a new parent, so the parent's id changes when the parent ends.</summary>
internal static partial class UnixParentProcess
{
    // Linux could send a signal instead (PR_SET_PDEATHSIG), but it does so when the parent's *thread* ends, and
    // hosts start plugins from threads of a pool. A look a second costs nothing and works on every Unix.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>The id of the process that is this one's parent now.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetParentId();

    /// <summary>Waits until the parent is another than at the start.</summary>
    /// <param name="getParentId">Tells the parent's id now.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WaitForExitAsync(
        Func<int> getParentId, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        int parent = getParentId();
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        while (getParentId() == parent)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
