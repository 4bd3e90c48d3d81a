namespace P5.GoPlugin;

/// <summary>A plugin that the host owns, or one that it is only attached to.</summary>
internal interface IPluginHandle
{
    /// <summary>How messages name the plugin, after "The plugin".</summary>
    string Title { get; }

    /// <summary>How the log names the plugin.</summary>
    string Name { get; }

    int ProcessId { get; }

    OutputDispatcher Output { get; }

    /// <summary>Completes as soon as the process has ended, or the plugin is detached.</summary>
    Task Exited { get; }

    /// <summary>Whether it has ended, or is detached. <see cref="Exited"/> can complete a little later.</summary>
    bool HasExited { get; }

    /// <summary>Completes after <see cref="Exited"/>, when everything of the plugin is released. Never fails.</summary>
    Task Ended { get; }

    /// <summary>How long its last output may arrive after <see cref="Ended"/>.</summary>
    TimeSpan OutputGrace { get; }

    /// <summary>Whether the host may request the plugin's end.</summary>
    bool IsOwned { get; }

    /// <summary>
    /// The line of standard error that most likely states the reason, as a sentence; "" if there is none.
    /// </summary>
    string ErrorSummary { get; }

    /// <summary>What to do after the plugin ended or closed its connection.</summary>
    string AfterCrash { get; }

    /// <summary>What is known about the plugin now.</summary>
    PluginFailure Failure(string recommendedAction);

    /// <summary>
    /// Kills the process if the host owns it; otherwise detaches. Returns when everything of the plugin is released.
    /// </summary>
    Task KillAsync();
}
