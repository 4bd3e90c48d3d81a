using System.Collections.Concurrent;
using System.Management.Automation;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>
/// Writes to a cmdlet's streams for asynchronous work. PowerShell accepts writes from the pipeline's own thread only,
/// so the work posts them, and <see cref="Run"/> performs them while it waits.
/// </summary>
internal sealed class CmdletDispatcher(P5Cmdlet cmdlet) : IDisposable
{
    private const string ProgressActivity = "Waiting for plugins";

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Action<P5Cmdlet>> _posted = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _progressShown;

    /// <summary>
    /// Queues a write for the pipeline's thread, in order. May be called from any thread.
    /// </summary>
    public void Post(Action<P5Cmdlet> action)
    {
        try
        {
            _posted.Add(action);
        }
        catch (InvalidOperationException)
        {
            // A plugin's last output may come when the work is done and the cmdlet has ended.
        }
    }

    /// <summary>Asks the user for a text that is not shown.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The text; null if no one can answer in this session.</returns>
    public Task<string?> AskSecretAsync(string prompt, CancellationToken cancellationToken) =>
        AskAsync(cmdlet => SecretPrompt.Ask(cmdlet.Host, prompt), cancellationToken);

    /// <summary>Gets whether someone can answer in this session.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<bool> IsInteractiveAsync(CancellationToken cancellationToken) =>
        AskAsync(cmdlet => SecretPrompt.CanAsk(cmdlet.Host), cancellationToken);

    /// <summary>The waits under way; long ones are shown as progress.</summary>
    public WaitingProgress Waiting { get; } = new(TimeProvider.System);

    /// <summary>Runs the work and performs the writes that it posts, until it has ended.</summary>
    /// <param name="work">
    /// The work, given this dispatcher and a token that ends when the user or the pipeline does.
    /// </param>
    /// <param name="stopping">Cancels the work.</param>
    /// <exception cref="PipelineStoppedException">The pipeline is stopping.</exception>
    public void Run(Func<CmdletDispatcher, CancellationToken, Task> work, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task task = Task.Run(() => WorkAsync(work, ending.Token), CancellationToken.None);

        try
        {
            Dispatch();
        }
        finally
        {
            // If a write threw (Select-Object -First ends a pipeline that way), the work must end before the cmdlet
            // does.
            ending.Cancel();
            _ended.TrySetResult();
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            ShowProgress(status: null);
        }

        if (task.IsCanceled && stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc />
    public void Dispose() => _posted.Dispose();

    /// <returns>The answer; the default if the cmdlet has ended: a request can outlive it for other callers.</returns>
    private async Task<T?> AskAsync<T>(Func<P5Cmdlet, T> ask, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(cmdlet => answer.TrySetResult(ask(cmdlet)));
        Task first = await Task.WhenAny(answer.Task, _ended.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        return first == answer.Task ? await answer.Task.ConfigureAwait(false) : default;
    }

    private async Task WorkAsync(
        Func<CmdletDispatcher, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _posted.CompleteAdding();
        }
    }

    private void Dispatch()
    {
        long shown = TimeProvider.System.GetTimestamp();
        while (!_posted.IsCompleted)
        {
            TimeSpan untilProgress = s_progressInterval - TimeProvider.System.GetElapsedTime(shown);
            if (untilProgress <= TimeSpan.Zero)
            {
                ShowProgress(Waiting.Describe());
                shown = TimeProvider.System.GetTimestamp();
            }
            else if (_posted.TryTake(out Action<P5Cmdlet>? action, untilProgress))
            {
                // The next write may take long downstream, when no plugin is waited for.
                if (_progressShown && Waiting.Describe() is null)
                {
                    ShowProgress(status: null);
                }

                action(cmdlet);
            }
        }
    }

    private void ShowProgress(string? status)
    {
        if (status is not null)
        {
            _progressShown = true;
            cmdlet.WriteProgress(new ProgressRecord(0, ProgressActivity, status));
        }
        else if (_progressShown)
        {
            _progressShown = false;
            cmdlet.WriteProgress(
                new ProgressRecord(0, ProgressActivity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
