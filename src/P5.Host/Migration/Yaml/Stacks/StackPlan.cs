namespace P5.Host.Migration.Yaml.Stacks;

/// <summary>Where the settings under one old key go.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Target">
/// The keys under <c>config</c> that lead to what takes the settings; as many of them as are missing are made.
/// </param>
/// <param name="Missing">How many of the target's last keys are missing.</param>
/// <param name="Unwraps">Whether the old key's only entry is a <c>config</c> of its own, whose place stays.</param>
/// <param name="Duplicates">Settings that the target has with the same value, which are not written twice.</param>
/// <param name="Expected">What the file means afterwards.</param>
internal sealed record StackPlan(
    string Name,
    IReadOnlyList<string> Target,
    int Missing,
    bool Unwraps,
    IReadOnlySet<string> Duplicates,
    ConfigMap Expected)
{
    /// <summary>The key under <c>config</c> that goes.</summary>
    public string OldKey => Plugins.StackKeys.OldPrefix + Name;
}
