namespace P5.Host;

/// <summary>Finds the known name that is most similar to an unknown one.</summary>
public static class NearestName
{
    /// <summary>
    /// Letters of a name, and known names: a longer name is compared with none, and none with more. A file can have
    /// thousands of names of any length, and comparing two of them takes the product of their lengths.
    /// </summary>
    internal const int MaximumLength = 64;

    /// <inheritdoc cref="MaximumLength"/>
    internal const int MaximumKnown = 200;

    /// <summary>The known name that is nearest, or null if none is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What is known. Among more than 200, none is looked for.</param>
    /// <returns>The name, as it is known.</returns>
    public static string? Find(string name, IEnumerable<string> known)
    {
        string[] candidates = [.. known.Take(MaximumKnown + 1)];
        if (name.Length > MaximumLength || candidates.Length > MaximumKnown)
        {
            return null;
        }

        string written = Fold(name);
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string candidate in candidates)
        {
            string folded = Fold(candidate);
            if (candidate.Length <= MaximumLength
                && DistanceIfNear(written, folded) is { } distance
                && distance < least)
            {
                nearest = candidate;
                least = distance;
            }
        }

        return nearest;
    }

    // start-timeout, startTimeout and start_timeout are one name in three habits.
    private static string Fold(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // command is cmd in full, and arguments is args.
    private static bool IsLongFormOf(string written, string shortForm)
    {
        if (shortForm.Length < 3 || written.Length <= shortForm.Length || written[0] != shortForm[0])
        {
            return false;
        }

        int found = 0;
        foreach (char letter in written)
        {
            if (found < shortForm.Length && letter == shortForm[found])
            {
                found++;
            }
        }

        return found == shortForm.Length;
    }

    private static int? DistanceIfNear(string written, string known)
    {
        int distance = Distance(written, known);
        int limit = Math.Max(1, Math.Min(written.Length, known.Length) / 3);
        return distance <= limit || IsLongFormOf(written, known) ? distance : null;
    }

    // Letters to insert, remove, replace or swap with their neighbour.
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? Math.Max(i, j)
                    : Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }
}
