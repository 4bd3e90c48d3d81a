using P5.Host;

namespace P5;

/// <summary>Where one setting of a plugin stands. Never its value.</summary>
public sealed class ConfigSource
{
    private readonly string _place;

    internal ConfigSource(string setting, ConfigurationSource source)
    {
        Setting = setting;
        File = source.File;
        Line = source.Line;
        Column = source.Column;
        _place = source.ToString();
    }

    /// <summary>The setting, such as <c>cmd</c>, <c>config.url</c> or <c>stack config.url</c>.</summary>
    public string Setting { get; }

    /// <summary>The file's full path.</summary>
    public string File { get; }

    /// <summary>The line of its key, the first is 1.</summary>
    public int Line { get; }

    /// <summary>The column of its key, the first is 1.</summary>
    public int Column { get; }

    /// <summary>The setting and its place.</summary>
    /// <returns><c>setting: file:line:column</c>.</returns>
    public override string ToString() => $"{Setting}: {_place}";
}
