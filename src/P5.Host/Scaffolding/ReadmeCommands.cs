namespace P5.Host;

/// <summary>Takes command lines from a project's README, so that they are written once.</summary>
internal static class ReadmeCommands
{
    private const string Fence = "```";

    /// <summary>The lines of the first block of commands under a heading, without the one that goes to the folder.</summary>
    public static IReadOnlyList<string> Under(string heading, string readme) =>
    [
        .. readme.Split('\n')
            .SkipWhile(line => line != heading)
            .SkipWhile(line => line != $"{Fence}sh")
            .Skip(1)
            .TakeWhile(line => line != Fence)
            .Where(line => !line.StartsWith("cd ", StringComparison.Ordinal)),
    ];
}
