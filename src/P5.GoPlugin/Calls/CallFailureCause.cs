namespace P5.GoPlugin;

/// <summary>What made a call fail.</summary>
internal enum CallFailureCause
{
    /// <summary>The plugin answered with this status.</summary>
    Status,

    /// <summary>The plugin's answer is not valid gRPC, or the plugin reset the call's stream.</summary>
    Answer,

    /// <summary>The connection failed, or could not be opened.</summary>
    Connection,

    /// <summary>The host's own deadline passed.</summary>
    Deadline,
}
