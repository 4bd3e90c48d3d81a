using System.Globalization;

namespace P5.GoPlugin.Tests;

/// <summary>What a host holds after a round through some modes, and how long each of them took.</summary>
/// <param name="Handles">The host's handles.</param>
/// <param name="Threads">The host's threads.</param>
/// <param name="Elapsed">
/// From the start of each mode's plugin until nothing was left of it, in the order of the modes.
/// </param>
internal sealed record RoundCount(int Handles, int Threads, IReadOnlyList<TimeSpan> Elapsed)
{
    /// <summary>
    /// Reads what <see cref="TestHost.CountRoundsAsync"/> wrote of one round: the times, then the counts.
    /// </summary>
    internal static RoundCount Parse(string[] lines)
    {
        int[] counts = [.. lines[^1].Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return new RoundCount(
            counts[0],
            counts[1],
            [.. lines[..^1].Select(text => TimeSpan.FromTicks(long.Parse(text, CultureInfo.InvariantCulture)))]);
    }

    public override string ToString() => $"{Handles} handles and {Threads} threads";
}
