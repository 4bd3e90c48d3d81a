using System.Collections.ObjectModel;

namespace P5.Plugin;

/// <summary>What the host asks for: one stack of one program, with the plugin's settings.</summary>
public sealed class AuthRequest
{
    /// <summary>The plugin's settings from <c>p5.toml</c> and <c>Pulumi.yaml</c>, merged. Never null.</summary>
    public IReadOnlyDictionary<string, string> ProgramConfig { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The plugin's settings from <c>Pulumi.&lt;stack&gt;.yaml</c>. Never null.</summary>
    public IReadOnlyDictionary<string, string> StackConfig { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The stack's name, for example <c>dev</c>. Empty when the host has none.</summary>
    public string StackName { get; init; } = "";

    /// <summary>The program's name from <c>Pulumi.yaml</c>. Empty when the host has none.</summary>
    public string ProgramName { get; init; } = "";

    /// <summary><c>secretsprovider</c> of <c>Pulumi.&lt;stack&gt;.yaml</c>. Empty when it has none.</summary>
    public string SecretsProvider { get; init; } = "";

    /// <summary>All settings. Where the program and the stack both set one, it has the stack's value.</summary>
    /// <returns>A new dictionary.</returns>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(ProgramConfig, StringComparer.Ordinal);
        foreach ((string name, string value) in StackConfig)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>Looks a setting up. The stack's value wins over the program's, also when it is empty.</summary>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <returns>The value, or null when neither the stack nor the program sets it.</returns>
    public string? Setting(string name) =>
        StackConfig.TryGetValue(name, out string? value) || ProgramConfig.TryGetValue(name, out value) ? value : null;

    /// <inheritdoc cref="Setting(string)"/>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <param name="defaultValue">The value of a setting that nobody sets.</param>
    /// <returns>The value, or <paramref name="defaultValue"/> when neither the stack nor the program sets it.</returns>
    public string Setting(string name, string defaultValue) => Setting(name) ?? defaultValue;

    /// <summary>Looks up a setting that the plugin cannot do without. An empty value counts as set.</summary>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <returns>The stack's value, else the program's.</returns>
    /// <exception cref="MissingSettingException">
    /// Neither sets it. Let it go through: the host then shows its message as the plugin's failure.
    /// </exception>
    public string RequiredSetting(string name) => Setting(name) ?? throw new MissingSettingException(name, this);

    /// <summary>Names the stack, the program and the settings. Never shows a setting's value.</summary>
    public override string ToString()
    {
        IEnumerable<string> names = Settings().Keys.Order(StringComparer.Ordinal);
        return $"AuthRequest {{ Stack = {StackName}, Program = {ProgramName}, Settings = [{string.Join(", ", names)}] }}";
    }
}
