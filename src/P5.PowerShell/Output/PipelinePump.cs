using System.Collections.Concurrent;
using System.Management.Automation;

namespace P5.PowerShell;

/// <summary>
/// Lets asynchronous work write to a cmdlet's streams: PowerShell accepts that only from the pipeline's own thread,
/// so the work posts what it has to say, and <see cref="Run"/> says it while it waits.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
internal sealed class PipelinePump(Cmdlet cmdlet) : IDisposable
{
    private const string ProgressActivity = "Waiting for plugins";

    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Action<Cmdlet>> _posted = [];
    private bool _progressShown;

    /// <summary>Says something on the pipeline's thread, in the order of the posts. May be called from any thread.</summary>
    /// <param name="action">What to say.</param>
    public void Post(Action<Cmdlet> action)
    {
        try
        {
            _posted.Add(action);
        }
        catch (InvalidOperationException)
        {
            // A plugin's last words may come when the work is done and nobody listens any more.
        }
    }

    /// <summary>What is under way, and shown as progress where it takes long.</summary>
    public WaitingProgress Waiting { get; } = new(TimeProvider.System);

    /// <summary>Runs the work and says what it posts, until it has ended.</summary>
    /// <param name="work">The work, given this pump and a token that ends when the user or the pipeline does.</param>
    /// <param name="stopping">Ends the work.</param>
    /// <exception cref="PipelineStoppedException">The pipeline is stopping.</exception>
    public void Run(Func<PipelinePump, CancellationToken, Task> work, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task task = Task.Run(() => WorkAsync(work, ending.Token), CancellationToken.None);

        try
        {
            Pump();
        }
        finally
        {
            // Where writing threw (Select-Object -First ends a pipeline so), the work must end before the cmdlet does.
            ending.Cancel();
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

    private async Task WorkAsync(Func<PipelinePump, CancellationToken, Task> work, CancellationToken cancellationToken)
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

    private void Pump()
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
            else if (_posted.TryTake(out Action<Cmdlet>? action, untilProgress))
            {
                // What comes next may take its time downstream: nobody is waited for then.
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
            cmdlet.WriteProgress(new ProgressRecord(0, ProgressActivity, " ") { RecordType = ProgressRecordType.Completed });
        }
    }
}
