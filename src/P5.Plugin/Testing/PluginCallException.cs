namespace P5.Plugin.Testing;

/// <summary>A call of the plugin failed: a host gets a gRPC error.</summary>
public sealed class PluginCallException : Exception
{
    internal PluginCallException(string status, string reason)
        : base($"The call ended with {status}: {reason}")
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>
    /// gRPC's name of the status: <c>Unknown</c> if the plugin threw, <c>DeadlineExceeded</c>, or <c>Cancelled</c> if
    /// the plugin cancelled its own work.
    /// </summary>
    public string Status { get; }

    /// <summary>The reason that the host gets: an exception's message.</summary>
    public string Reason { get; }
}
