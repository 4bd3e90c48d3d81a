namespace P5.GoPlugin;

/// <summary>Who decided that a call failed.</summary>
public enum GrpcFailureCause
{
    /// <summary>The plugin answered with this status.</summary>
    Status,

    /// <summary>The plugin's answer is no gRPC, or it reset the call's stream.</summary>
    Protocol,

    /// <summary>The connection broke, or there was none to be had.</summary>
    Connection,

    /// <summary>The host's own deadline passed.</summary>
    Deadline,
}
