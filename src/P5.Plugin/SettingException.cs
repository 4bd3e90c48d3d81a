namespace P5.Plugin;

/// <summary>
/// A setting that the plugin cannot work with. Let it go through: the host then shows its message as the plugin's failure.
/// </summary>
/// <param name="message">Which setting, what is wrong with it and where it can be given. Never its value.</param>
/// <param name="settingName">The setting's name.</param>
public abstract class SettingException(string message, string settingName) : Exception(message)
{
    /// <summary>The name of the setting.</summary>
    public string SettingName { get; } = settingName;
}
