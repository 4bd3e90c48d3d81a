namespace P5.Plugin;

/// <summary>A setting that the plugin needs is in none of the configuration files.</summary>
/// <param name="settingName">The setting's name.</param>
/// <param name="stackName">The stack that was asked for, or empty.</param>
public sealed class MissingSettingException(string settingName, string stackName) : SettingException(
    $"The setting '{settingName}' is missing. Give it under this plugin's 'config' in p5.toml, "
        + $"Pulumi.yaml or {SettingFiles.OfStack(stackName)}.",
    settingName);
