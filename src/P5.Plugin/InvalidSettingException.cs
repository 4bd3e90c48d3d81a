namespace P5.Plugin;

/// <summary>A setting has a value that the plugin cannot use.</summary>
public sealed class InvalidSettingException : SettingException
{
    /// <summary>Says which setting is wrong, where it stands and what is expected.</summary>
    /// <param name="settingName">The setting's name.</param>
    /// <param name="expected">What its value should be, to follow "is not": <c>a whole number</c>.</param>
    /// <param name="request">The request that has the setting.</param>
    public InvalidSettingException(string settingName, string expected, AuthRequest request)
        : base(Describe(settingName, expected, request), settingName)
    {
    }

    private static string Describe(string settingName, string expected, AuthRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(settingName);
        ArgumentNullException.ThrowIfNull(request);
        string place = request.StackConfig.ContainsKey(settingName)
            ? SettingFiles.OfStack(request)
            : "p5.toml or Pulumi.yaml";
        return $"The setting '{settingName}' is not {expected}. Correct it under this plugin's 'config' in {place}.";
    }
}
