namespace P5.GoPlugin;

/// <summary>A plugin as its client sees it: one that the host started and ends, or one that it is only attached to.</summary>
internal interface IPluginRun
{
    /// <summary>What messages call the plugin, after "The plugin".</summary>
    string Title { get; }

    /// <summary>What the log calls it.</summary>
    string Name { get; }

    int ProcessId { get; }

    /// <summary>Where what it writes goes.</summary>
    OutputDispatcher Output { get; }

    /// <summary>Completes as soon as the plugin is of no use any more.</summary>
    Task Exited { get; }

    /// <summary>Completes after <see cref="Exited"/>, when nothing of the plugin is left here. Never fails.</summary>
    Task Ended { get; }

    /// <summary>How long its last output may trail behind <see cref="Ended"/>.</summary>
    TimeSpan OutputGrace { get; }

    /// <summary>Whether the host may ask it to end.</summary>
    bool IsOwned { get; }

    /// <summary>The line of standard error that most likely tells what is wrong, as a sentence; or nothing.</summary>
    string ErrorSummary { get; }

    /// <summary>What to do when it ended or cut its connection.</summary>
    string AfterCrash { get; }

    /// <summary>The plugin's own words, as they may be shown.</summary>
    string Redact(string words);

    /// <summary>What is known about the plugin now.</summary>
    PluginFailure Failure(string recommendedAction);

    /// <summary>Makes an end of it as far as it is the host's, and waits until nothing is left of it here.</summary>
    Task KillAsync();
}
