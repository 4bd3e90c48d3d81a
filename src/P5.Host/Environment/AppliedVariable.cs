namespace P5.Host;

/// <summary>A variable that P5 holds at the moment.</summary>
/// <param name="Original">What it was before, null where it was not set.</param>
/// <param name="Value">What P5 set it to.</param>
/// <param name="PluginName">Whose value that is; null where it is P5's own.</param>
internal sealed record AppliedVariable(string? Original, string Value, string? PluginName)
{
    /// <summary>Names the plugin and no value.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PluginName ?? "P5";
}
