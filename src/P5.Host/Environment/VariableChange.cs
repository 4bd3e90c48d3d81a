namespace P5.Host;

/// <summary>How applying or restoring changed one variable. Contains no value.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Action">What was done.</param>
/// <param name="PluginName">The plugin that it has its value from now, or had it from.</param>
/// <param name="OverriddenPlugin">The plugin whose value for the same name is overridden, or null.</param>
/// <param name="File">The path that it was set to, if its plugin's value is the content of a file; else null.</param>
public sealed record VariableChange(
    string Name,
    EnvironmentAction Action,
    string PluginName,
    string? OverriddenPlugin = null,
    string? File = null);

/// <summary>What was done to a variable.</summary>
public enum EnvironmentAction
{
    /// <summary>It has a plugin's value now.</summary>
    Set,

    /// <summary>It has again what it had before the first plugin set it.</summary>
    Restored,

    /// <summary>It is gone again, as it was not set before.</summary>
    Removed,

    /// <summary>Not restored, because it was changed after P5 set it.</summary>
    Left,
}
