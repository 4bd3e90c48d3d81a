using System.Collections.ObjectModel;

namespace P5.Plugin;

/// <summary>A request for the credentials of one stack of one program, with the plugin's settings.</summary>
public sealed class AuthRequest
{
    /// <summary>The plugin's settings from <c>p5.toml</c> and <c>Pulumi.yaml</c>, merged. Never null.</summary>
    public IReadOnlyDictionary<string, string> ProgramConfig { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The plugin's settings from <c>Pulumi.&lt;stack&gt;.yaml</c>. Never null.</summary>
    public IReadOnlyDictionary<string, string> StackConfig { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The stack's name, for example <c>dev</c>. Empty if the host has none.</summary>
    public string StackName { get; init; } = "";

    /// <summary>The program's name from <c>Pulumi.yaml</c>. Empty if the host has none.</summary>
    public string ProgramName { get; init; } = "";

    /// <summary><c>secretsprovider</c> of <c>Pulumi.&lt;stack&gt;.yaml</c>. Empty if it has none.</summary>
    public string SecretsProvider { get; init; } = "";

    /// <summary>Merges the settings. The stack's values override the program's.</summary>
    /// <returns>A new dictionary.</returns>
    public IReadOnlyDictionary<string, string> GetSettings()
    {
        var settings = new Dictionary<string, string>(ProgramConfig, StringComparer.Ordinal);
        foreach ((string name, string value) in StackConfig)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>Reads a setting. The stack's value overrides the program's, even if it is empty.</summary>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <returns>The value, or null if neither the stack nor the program sets it.</returns>
    public string? GetSetting(string name) =>
        StackConfig.TryGetValue(name, out string? value) || ProgramConfig.TryGetValue(name, out value) ? value : null;

    /// <inheritdoc cref="GetSetting(string)"/>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <param name="defaultValue">The value if the setting is not set.</param>
    /// <returns>The value, or <paramref name="defaultValue"/> if neither the stack nor the program sets it.</returns>
    public string GetSetting(string name, string defaultValue) => GetSetting(name) ?? defaultValue;

    /// <summary>Reads a setting that the plugin requires. An empty value is a set value.</summary>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <returns>The stack's value; otherwise the program's.</returns>
    /// <exception cref="MissingSettingException">
    /// Neither sets it. Do not catch it: the host shows its message as the plugin's failure.
    /// </exception>
    public string GetRequiredSetting(string name) =>
        GetSetting(name) ?? throw new MissingSettingException(name, this);

    /// <summary>Shows the names of the stack, the program and the settings. Never a setting's value.</summary>
    public override string ToString()
    {
        IEnumerable<string> names = GetSettings().Keys.Order(StringComparer.Ordinal);
        string settings = string.Join(", ", names);
        return $"AuthRequest {{ Stack = {StackName}, Program = {ProgramName}, Settings = [{settings}] }}";
    }
}
