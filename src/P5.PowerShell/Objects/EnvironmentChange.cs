using P5.Host;

namespace P5;

/// <summary>What was done to one variable of the session's environment. Contains no value.</summary>
public sealed class EnvironmentChange
{
    internal EnvironmentChange(VariableChange source)
    {
        Name = source.Name;
        Action = source.Action.ToString();
        Plugin = source.PluginName;
        OverriddenPlugin = source.OverriddenPlugin;
        File = source.File;
    }

    /// <summary>The variable.</summary>
    public string Name { get; }

    /// <summary>
    /// <c>Set</c> to a plugin's value; <c>Restored</c> to what it was before, <c>Removed</c> as it was not set before;
    /// <c>Left</c> unchanged, because the user has changed it since.
    /// </summary>
    public string Action { get; }

    /// <summary>The plugin that its value comes from, or came from.</summary>
    public string Plugin { get; }

    /// <summary>The plugin whose value for the same name is overridden, or null.</summary>
    public string? OverriddenPlugin { get; }

    /// <summary>The path that it was set to, if the plugin's value is the content of a file; else null.</summary>
    public string? File { get; }

    /// <summary>The name and what was done.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Action}";
}
