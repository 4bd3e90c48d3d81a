namespace P5.GoPlugin;

/// <summary>How much something matters that a plugin wrote.</summary>
public enum PluginLogLevel
{
    /// <summary>hclog's <c>trace</c>.</summary>
    Trace,

    /// <summary>hclog's <c>debug</c>; also lines on standard error that say nothing about their level.</summary>
    Debug,

    /// <summary>hclog's <c>info</c>; also all of <see cref="PluginOutputSource.Stdout"/> and <see cref="PluginOutputSource.Stderr"/>.</summary>
    Information,

    /// <summary>hclog's <c>warn</c>.</summary>
    Warning,

    /// <summary>hclog's <c>error</c>; also a Go program's panic and all that follows it.</summary>
    Error,
}
