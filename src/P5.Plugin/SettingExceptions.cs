namespace P5.Plugin;

/// <summary>
/// A setting that the plugin cannot work with. Do not catch it: the host shows its message as the plugin's failure.
/// </summary>
/// <param name="message">Which setting, what is wrong with it and where to set it. Never its value.</param>
/// <param name="settingName">The setting's name.</param>
public abstract class SettingException(string message, string settingName) : Exception(message)
{
    /// <summary>The setting's name.</summary>
    public string SettingName { get; } = settingName;

    /// <summary>The stack's file, whose name contains neither the organization nor the project.</summary>
    private protected static string StackFile(AuthRequest request)
    {
        string name = request.StackName;
        return $"Pulumi.{(name.Length > 0 ? name[(name.LastIndexOf('/') + 1)..] : "<stack>")}.yaml";
    }
}

/// <summary>A setting that the plugin requires is not in any configuration file.</summary>
public sealed class MissingSettingException : SettingException
{
    /// <summary>States which setting is missing and where to set it.</summary>
    /// <param name="settingName">The setting's name.</param>
    /// <param name="request">The request without the setting.</param>
    public MissingSettingException(string settingName, AuthRequest request)
        : base(Describe(settingName, request), settingName)
    {
    }

    private static string Describe(string settingName, AuthRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(settingName);
        ArgumentNullException.ThrowIfNull(request);
        return $"The setting '{settingName}' is missing. Set it under this plugin's 'config' in p5.toml, Pulumi.yaml "
            + $"or {StackFile(request)}.";
    }
}

/// <summary>A setting has a value that the plugin cannot use.</summary>
public sealed class InvalidSettingException : SettingException
{
    /// <summary>States which setting is invalid, where it is set and what is expected.</summary>
    /// <param name="settingName">The setting's name.</param>
    /// <param name="request">The request with the setting.</param>
    /// <param name="expected">What its value should be, to follow "is not": <c>a whole number</c>.</param>
    public InvalidSettingException(string settingName, AuthRequest request, string expected)
        : base(Describe(settingName, request, expected), settingName)
    {
    }

    private static string Describe(string settingName, AuthRequest request, string expected)
    {
        ArgumentException.ThrowIfNullOrEmpty(settingName);
        ArgumentNullException.ThrowIfNull(request);
        string file = request.StackConfig.ContainsKey(settingName) ? StackFile(request) : "p5.toml or Pulumi.yaml";
        return $"The setting '{settingName}' is not {expected}. Correct it under this plugin's 'config' in {file}.";
    }
}
