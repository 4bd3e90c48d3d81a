namespace P5.Plugin;

/// <summary>
/// How long the host may keep a credential before it asks the plugin again. The default value is <see cref="NeverExpires"/>.
/// </summary>
public readonly record struct CredentialLifetime
{
    private CredentialLifetime(int seconds) => Seconds = seconds;

    /// <summary>The host keeps the credential until its own context changes or its user asks afresh.</summary>
    public static CredentialLifetime NeverExpires => new(0);

    /// <summary>The host keeps nothing: it asks the plugin each time.</summary>
    public static CredentialLifetime AskEveryTime => new(-1);

    /// <summary>As it goes to the host: -1 is ask every time, 0 is never expires, else whole seconds.</summary>
    internal int Seconds { get; }

    /// <summary>The credential holds for this long from now.</summary>
    /// <param name="duration">
    /// Longer than zero. It is cut to whole seconds; less than a second becomes one second, and more than the
    /// protocol can say (68 years) becomes the longest that it can.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="duration"/> is zero or negative: a lifetime that is over already.
    /// </exception>
    public static CredentialLifetime For(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return new((int)Math.Clamp(duration.Ticks / TimeSpan.TicksPerSecond, 1, int.MaxValue));
    }

    /// <summary>A lifetime as it came over the wire.</summary>
    internal static CredentialLifetime FromSeconds(int seconds) => new(seconds);

    /// <summary>The lifetime in words.</summary>
    public override string ToString() => Seconds switch
    {
        0 => "never expires",
        -1 => "ask every time",
        _ => $"{Seconds} s",
    };
}
