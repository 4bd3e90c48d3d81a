using YamlDotNet.Core;

namespace P5.Host.Migration.Manifests;

/// <summary>Puts into words what a manifest did that nothing does any more.</summary>
internal static class ManifestReport
{
    /// <param name="path">The manifest.</param>
    /// <param name="settings">The keys of the plugin's <c>config</c>.</param>
    /// <returns>The sentences; one that says so if the manifest cannot be read.</returns>
    public static IEnumerable<string> Create(string path, IReadOnlySet<string> settings)
    {
        string name = Path.GetFileName(path);
        PluginManifest manifest;
        try
        {
            manifest = ManifestReader.Read(path);
        }
        catch (Exception exception) when (exception is YamlException or IOException or UnauthorizedAccessException)
        {
            return [$"{name} cannot be read, so what it allowed is not reported: {exception.Message}"];
        }

        return Describe(name, manifest, settings);
    }

    private static IEnumerable<string> Describe(string name, PluginManifest manifest, IReadOnlySet<string> settings)
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

        foreach (string setting in manifest.RequiredSettings.Where(setting => !settings.Contains(setting)))
        {
            yield return $"{name} requires the setting '{setting}', which is not in the plugin's config in this file.";
        }
    }

    private static string List(IReadOnlyList<string> items, string none) =>
        items.Count == 0 ? none : string.Join(", ", items);
}
