namespace P5.GoPlugin;

/// <summary>gRPC's status codes, with the numbers that they have on the wire.</summary>
public enum GrpcStatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled.</summary>
    Cancelled = 1,

    /// <summary>An error without a code of its own: what a Go plugin's plain error becomes.</summary>
    Unknown = 2,

    /// <summary>The request makes no sense, whatever the state of the plugin.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before an answer.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something that was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>Something that was to be made exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, or space of some kind, is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The plugin is not in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The call was given up, mostly for a conflict with another.</summary>
    Aborted = 10,

    /// <summary>A value is past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The plugin has no such method.</summary>
    Unimplemented = 12,

    /// <summary>The protocol was broken, or the plugin is.</summary>
    Internal = 13,

    /// <summary>The plugin cannot be reached.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller did not say, or not credibly, who it is.</summary>
    Unauthenticated = 16,
}
