namespace P5.Plugin;

/// <summary>
/// How long the host may cache a credential before it calls the plugin again. The default value is <see
/// cref="NeverExpires"/>.
/// </summary>
public readonly record struct CredentialLifetime
{
    private CredentialLifetime(int seconds) => Seconds = seconds;

    /// <summary>The host caches the credential until its own context changes or its user requests a new one.</summary>
    public static CredentialLifetime NeverExpires => new(0);

    /// <summary>The host caches nothing: it calls the plugin every time.</summary>
    public static CredentialLifetime AskEveryTime => new(-1);

    /// <summary>The protocol's value: -1 for every time, 0 for never expires, otherwise whole seconds.</summary>
    internal int Seconds { get; }

    /// <summary>The credential is valid for this long from now.</summary>
    /// <param name="duration">
    /// Longer than zero. It is truncated to whole seconds, but to no less than one, and to the protocol's maximum of 68
    /// years.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="duration"/> is zero or negative.
    /// </exception>
    public static CredentialLifetime For(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return new((int)Math.Clamp(duration.Ticks / TimeSpan.TicksPerSecond, 1, int.MaxValue));
    }

    internal static CredentialLifetime FromSeconds(int seconds) => new(seconds);

    /// <summary>Describes the lifetime.</summary>
    public override string ToString() => Seconds switch
    {
        0 => "never expires",
        -1 => "ask every time",
        _ => $"{Seconds} s",
    };
}
