namespace IdentityServer;

/// <summary>A login that waits for a person.</summary>
internal sealed class DeviceCode(string device, string user)
{
    private int _polls;

    /// <summary>What the client sends to get tokens; a secret.</summary>
    internal string Device { get; } = device;

    /// <summary>What the person types.</summary>
    internal string User { get; } = user;

    internal Decision Decision { get; set; }

    internal int CountPoll() => Interlocked.Increment(ref _polls);
}
