namespace P5.Host;

/// <summary>What a finding says about a key that is not read.</summary>
/// <param name="Problem">The rest of the sentence, after the key.</param>
/// <param name="Fix">What to do.</param>
/// <param name="IsMistake">Whether something else was meant: a similar key, or the same one elsewhere.</param>
internal sealed record UnknownKey(string Problem, string Fix, bool IsMistake)
{
    /// <summary>More keys than these are not listed: the one that is meant is hard to find among them.</summary>
    private const int MostListed = 15;

    /// <summary>Describes an unknown key.</summary>
    /// <param name="key">The key. It can be a known one in the wrong place.</param>
    /// <param name="known">The keys that are read.</param>
    public static UnknownKey Of(string key, IReadOnlyCollection<string> known) =>
        NearestName.Find(key, known.Where(name => name != key)) is { } nearest ? MisspeltFor(nearest)
        : new UnknownKey(
            "is not read.",
            known.Count <= MostListed
                ? $"Remove it. Known keys: {string.Join(", ", known)}."
                : "Remove it, or correct its name.",
            IsMistake: false);

    /// <summary>Describes a setting that a built-in source does not have.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static UnknownKey OfSetting(string key, IReadOnlyCollection<string> known) =>
        PluginOptions.Has(key) && !known.Contains(key)
            ? new UnknownKey(
                "is not read here: it is a key of the plugin.",
                "Move it out of config, into the plugin's table in p5.toml or Pulumi.yaml.",
                IsMistake: true)
            : Of(key, known);

    /// <summary>Describes a key that was written for another one.</summary>
    /// <param name="nearest">The known key.</param>
    public static UnknownKey MisspeltFor(string nearest) =>
        new($"is not read. Did you mean {nearest}?", $"Rename it to {nearest}.", IsMistake: true);
}
