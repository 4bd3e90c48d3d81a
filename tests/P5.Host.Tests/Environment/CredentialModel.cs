namespace P5.Host.Tests;

/// <summary>
/// The rules of keeping, told another way: for each plugin there is its last answer, with the time at which it ends and
/// the settings that it was last used with. Only stacks change here, and configurations within them.
/// </summary>
internal sealed class CredentialModel
{
    private readonly Dictionary<string, Kept> _kept = [];

    public Given? Find(string plugin, int stack, int edition, RefreshTriggers refresh, DateTime now)
    {
        if (!_kept.TryGetValue(plugin, out Kept? kept) || kept.EndsAt <= now)
        {
            return null;
        }

        bool isEdited = kept.Edition != edition;
        bool serves = (kept.Given.Stack == stack, refresh) switch
        {
            (true, _) => !isEdited,
            (false, { OnStackChange: false }) => true,
            (false, { OnConfigChange: true }) => !isEdited,
            _ => false,
        };
        return serves ? kept.Given with { Stack = stack } : null;
    }

    /// <summary>A plugin answered, or what it gave was used again.</summary>
    public void Keep(Given given, int edition, DateTime endsAt) => _kept[given.Plugin] = new Kept(given, edition, endsAt);

    public void Reuse(Given given, int edition) => Keep(given, edition, _kept[given.Plugin].EndsAt);

    public void Forget(string plugin) => _kept.Remove(plugin);

    private sealed record Kept(Given Given, int Edition, DateTime EndsAt);
}
