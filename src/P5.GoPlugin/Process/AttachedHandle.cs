namespace P5.GoPlugin;

/// <summary>A plugin that another program started. The host detaches from it and never ends it.</summary>
internal sealed class AttachedHandle : IPluginHandle
{
    private readonly PluginClientOptions _options;
    private readonly ReattachConfig _config;
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal AttachedHandle(PluginClientOptions options, ReattachConfig config)
    {
        _options = options;
        _config = config;
        Name = Path.GetFileNameWithoutExtension(options.Command);
        Output = new OutputDispatcher(Name, options);
    }

    public string Title =>
        $"'{_options.Command}' (attached as process {ProcessId} at '{SafeText.Truncate(_config.Address)}')";

    public string Name { get; }

    public int ProcessId => _config.ProcessId;

    public OutputDispatcher Output { get; }

    public Task Exited => _detached.Task;

    public bool HasExited => Exited.IsCompleted;

    public Task Ended => _detached.Task;

    // The plugin keeps running, but its output no longer concerns this host.
    public TimeSpan OutputGrace => TimeSpan.Zero;

    public bool IsOwned => false;

    // Its standard error belongs to the program that started it.
    public string ErrorSummary => "";

    public string AfterCrash => "Start the plugin again as before, and set its new address for the host.";

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
