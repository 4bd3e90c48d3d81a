namespace P5.Plugin;

/// <summary>A setting that the plugin needs is in none of the configuration files.</summary>
public sealed class MissingSettingException : SettingException
{
    /// <summary>Says which setting is missing and where it can be given.</summary>
    /// <param name="settingName">The setting's name.</param>
    /// <param name="request">The request that lacks the setting.</param>
    public MissingSettingException(string settingName, AuthRequest request)
        : base(Describe(settingName, request), settingName)
    {
    }

    private static string Describe(string settingName, AuthRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(settingName);
        ArgumentNullException.ThrowIfNull(request);
        return $"The setting '{settingName}' is missing. Give it under this plugin's 'config' in p5.toml, "
            + $"Pulumi.yaml or {SettingFiles.OfStack(request)}.";
    }
}
