namespace P5.HelpGenerator;

/// <summary>What a run reads and where it writes.</summary>
internal sealed record HelpOptions
{
    /// <summary>The module's assembly.</summary>
    public required string Assembly { get; init; }

    /// <summary>What the assembly was compiled against.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>The pages of cmdlets.</summary>
    public required IReadOnlyList<string> Pages { get; init; }

    /// <summary>The pages of topics.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>The folder for the help files.</summary>
    public required string Output { get; init; }

    /// <summary>The repository's folder.</summary>
    public required string Root { get; init; }

    /// <summary>The address of that folder on the web, or null.</summary>
    public string? Online { get; init; }

    /// <summary>Reads a file of lines <c>key=value</c>; keys may come more than once.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">
    /// A line is none of these, or a file that there must be is not named.
    /// </exception>
    public static HelpOptions Read(IEnumerable<string> lines)
    {
        ILookup<string, string> values = lines
            .Where(line => line.Length > 0)
            .Select(line => line.Split('=', 2) is [string key, string value]
                ? (Key: key, Value: value)
                : throw new ArgumentException($"'{line}' is not of the form key=value."))
            .ToLookup(pair => pair.Key, pair => pair.Value);
        string One(string key) => values[key].Count() == 1
            ? values[key].Single()
            : throw new ArgumentException($"The key '{key}' must be set exactly once.");
        return new HelpOptions
        {
            Assembly = One("assembly"),
            Output = One("output"),
            Root = One("root"),
            Online = values["online"].SingleOrDefault(),
            References = [.. values["reference"]],
            Pages = [.. values["page"]],
            Topics = [.. values["topic"]],
        };
    }
}
