namespace P5.Fuzz.Tests;

/// <summary>What to try.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The first argument that makes the executable the fuzz program.</summary>
    internal const string Argument = "fuzz";

    /// <summary>The random numbers of all cases follow from it.</summary>
    internal int Seed { get; init; } = 1;

    /// <summary>The number of the first case.</summary>
    internal int First { get; init; }

    /// <summary>How many cases to try.</summary>
    internal int Count { get; init; }

    /// <summary>When to stop before all cases are tried; null for never.</summary>
    internal TimeSpan? Limit { get; init; }

    /// <summary>
    /// By how much each time limit is multiplied. On a machine that runs other tests too, a case may wait long for its
    /// turn.
    /// </summary>
    internal int Patience { get; init; } = 1;
}
