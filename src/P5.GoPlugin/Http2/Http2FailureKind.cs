namespace P5.GoPlugin;

/// <summary>What ended a stream before its time.</summary>
internal enum Http2FailureKind
{
    /// <summary>The transport ended or failed, or was closed here.</summary>
    Connection,

    /// <summary>The peer broke off, with a code.</summary>
    Peer,

    /// <summary>The peer broke the protocol's rules or a limit of ours.</summary>
    Violation,

    /// <summary>The stream was given up here.</summary>
    Cancelled,
}
