namespace P5.Plugin.Testing;

/// <summary>A call of the plugin ended without an answer: a host sees this as a gRPC error.</summary>
public sealed class PluginCallException : Exception
{
    internal PluginCallException(string status, string reason)
        : base($"The call ended with {status}: {reason}")
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>
    /// gRPC's name of the status: <c>Unknown</c> where the plugin threw, <c>DeadlineExceeded</c>, or <c>Cancelled</c>
    /// where the plugin cancelled its own work.
    /// </summary>
    public string Status { get; }

    /// <summary>What the host is told; of an exception, its message.</summary>
    public string Reason { get; }
}
