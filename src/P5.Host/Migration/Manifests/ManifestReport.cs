namespace P5.Host.Migration.Manifests;

/// <summary>Puts into words what a manifest did that nothing does any more.</summary>
internal static class ManifestReport
{
    /// <param name="path">The manifest.</param>
    /// <param name="settings">Tells the plugin's settings in the whole workspace; asked only where it matters.</param>
    /// <returns>The sentences; one that says so if the manifest cannot be read.</returns>
    public static IEnumerable<string> Create(string path, Func<GivenSettings> settings)
    {
        string name = Path.GetFileName(path);
        PluginManifest manifest;
        try
        {
            manifest = ManifestReader.Read(path);
        }
        catch (ConfigurationException exception)
        {
            return [$"{name} cannot be read, so what it allowed is not reported: {exception.Message}"];
        }

        return Describe(name, manifest, settings);
    }

    private static IEnumerable<string> Describe(string name, PluginManifest manifest, Func<GivenSettings> settings)
    {
        if (manifest.Http is { } hosts)
        {
            yield return $"permissions.http of {name} is no longer enforced; it allowed {List(hosts, "no host")}.";
        }

        if (manifest.Env is { } variables)
        {
            yield return
                $"permissions.env of {name} is no longer enforced; it allowed {List(variables, "no variable")}.";
        }

        if (manifest.Interactive is { } interactive)
        {
            string verb = interactive ? "allowed" : "did not allow";
            yield return $"interactive of {name} is no longer enforced; it {verb} a login in the browser.";
        }

        if (manifest.RequiredSettings.Count > 0)
        {
            foreach (string sentence in DescribeMissing(name, manifest, settings()))
            {
                yield return sentence;
            }
        }
    }

    private static IEnumerable<string> DescribeMissing(string name, PluginManifest manifest, GivenSettings given)
    {
        string[] missing = [.. manifest.RequiredSettings.Where(setting => !given.Names.Contains(setting))];
        if (missing.Length == 0)
        {
            yield break;
        }

        foreach (string problem in given.Problems)
        {
            yield return $"its settings are not all known: {problem}";
        }

        string files = string.Join(", ", given.Files.Select(Path.GetFileName));
        foreach (string setting in missing)
        {
            yield return $"{name} requires the setting '{setting}', which is not given (read: {files}).";
        }
    }

    private static string List(IReadOnlyList<string> items, string none) =>
        items.Count == 0 ? none : string.Join(", ", items);
}
