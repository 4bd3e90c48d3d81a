namespace P5.Host.Tests;

/// <summary>
/// The rules of the cache, written another way: for each plugin there is its last answer, with the time at which it
/// ends and the settings that it was last used with. Only stacks change here, and configurations within them.
/// </summary>
internal sealed class CredentialModel
{
    private readonly Dictionary<string, Cached> _cached = [];

    public Given? Find(string plugin, int stack, int edition, RefreshTriggers refresh, DateTime now)
    {
        if (!_cached.TryGetValue(plugin, out Cached? cached) || cached.EndsAt <= now)
        {
            return null;
        }

        bool isEdited = cached.Edition != edition;
        bool serves = (cached.Given.Stack == stack, refresh) switch
        {
            (true, _) => !isEdited,
            (false, { OnStackChange: false }) => true,
            (false, { OnConfigChange: true }) => !isEdited,
            _ => false,
        };
        return serves ? cached.Given with { Stack = stack } : null;
    }

    /// <summary>A plugin answered, or what it gave was used again.</summary>
    public void Store(Given given, int edition, DateTime endsAt) =>
        _cached[given.Plugin] = new Cached(given, edition, endsAt);

    public void Reuse(Given given, int edition) => Store(given, edition, _cached[given.Plugin].EndsAt);

    public void Forget(string plugin) => _cached.Remove(plugin);

    private sealed record Cached(Given Given, int Edition, DateTime EndsAt);
}
