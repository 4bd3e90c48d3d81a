using System.Globalization;

namespace P5.GoPlugin.Tests;

/// <summary>What a host holds after a round through some modes, and how long each of them took.</summary>
/// <param name="Handles">The host's handles.</param>
/// <param name="Threads">The host's threads.</param>
/// <param name="Elapsed">From the start of each mode's plugin until nothing was left of it, in the order of the modes.</param>
internal sealed record RoundCount(int Handles, int Threads, IReadOnlyList<TimeSpan> Elapsed)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    internal static RoundCount Parse(string line)
    {
        long[] numbers = [.. line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new RoundCount((int)numbers[0], (int)numbers[1], [.. numbers[2..].Select(TimeSpan.FromTicks)]);
    }

    public override string ToString() => string.Join(' ', [Handles, Threads, .. Elapsed.Select(time => time.Ticks)]);
}
