namespace P5.Host.Migration.Plugins;

/// <summary>The keys under <c>config</c> of a stack file that concern plugins.</summary>
internal static class StackKeys
{
    /// <summary>Today's: a table with one entry for each plugin.</summary>
    public const string Plugins = "p5:plugins";

    /// <summary>What the keys of the WASM era begin with: one for each plugin, its name behind the last colon.</summary>
    public const string OldPrefix = LegacyKeys.StackPrefix;
}
