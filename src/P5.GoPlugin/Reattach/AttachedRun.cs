namespace P5.GoPlugin;

/// <summary>A plugin that somebody else started: to end it is to let go of it.</summary>
internal sealed class AttachedRun : IPluginRun
{
    private readonly PluginClientOptions _options;
    private readonly IRedactor? _redactor;
    private readonly ReattachConfig _config;
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal AttachedRun(PluginClientOptions options, ReattachConfig config)
    {
        _options = options;
        _redactor = options.GuardedRedactor;
        _config = config;
        Name = Path.GetFileNameWithoutExtension(options.Command);
        Output = new OutputDispatcher(Name, options.Logger, options.Output, _redactor);
    }

    public string Title =>
        $"'{_options.Command}', attached as process {ProcessId} at '{Printable.Shorten(_config.Address)}',";

    public string Name { get; }

    public int ProcessId => _config.ProcessId;

    public OutputDispatcher Output { get; }

    public Task Exited => _detached.Task;

    public Task Ended => _detached.Task;

    // It goes on writing, but no more to this host.
    public TimeSpan OutputGrace => TimeSpan.Zero;

    public bool IsOwned => false;

    // Its standard error is whoever's who started it.
    public string ErrorSummary => "";

    public string AfterCrash => "Start it again where it was started, and give the host its new address.";

    public string Redact(string words) => _redactor?.Redact(words) ?? words;

    public PluginFailure Failure(string recommendedAction) =>
        new(_options.Command, recommendedAction) { ProcessId = ProcessId };

    public Task KillAsync()
    {
        if (_detached.TrySetResult())
        {
            _options.Logger.Detached(Name, ProcessId);
        }

        return Task.CompletedTask;
    }
}
