namespace P5.Plugin;

/// <summary>A setting that the plugin needs is in none of the configuration files.</summary>
public sealed class MissingSettingException : Exception
{
    /// <summary>Says which setting is missing and where it can be given.</summary>
    /// <param name="settingName">The setting's name.</param>
    /// <param name="stackName">The stack that was asked for, or empty.</param>
    public MissingSettingException(string settingName, string stackName)
        : base($"The setting '{settingName}' is missing. Give it under this plugin's 'config' in p5.toml, "
            + $"Pulumi.yaml or Pulumi.{(stackName.Length > 0 ? stackName : "<stack>")}.yaml.") =>
        SettingName = settingName;

    /// <summary>The name of the missing setting.</summary>
    public string SettingName { get; }
}
