namespace P5.GoPlugin;

/// <summary>Where a plugin wrote something.</summary>
public enum PluginOutputSource
{
    /// <summary>
    /// Its standard output after the handshake, by way of go-plugin's stdio service or the process's own pipe.
    /// </summary>
    Stdout,

    /// <summary>Its standard error by way of go-plugin's stdio service.</summary>
    Stderr,

    /// <summary>Its log: a line of hclog's JSON, or one with a level in front, on the process's standard error.</summary>
    Log,

    /// <summary>Any other line on the process's standard error.</summary>
    ErrorLine,
}
