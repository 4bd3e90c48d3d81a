namespace P5.Sources;

/// <summary>Rules for the settings of a source that its descriptors do not express.</summary>
internal static class SettingRules
{
    /// <summary>Throws if the text of a setting has a wrong form.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="key">The setting.</param>
    /// <param name="isRight">Whether a text is right.</param>
    /// <param name="problem">What is wrong, after the key.</param>
    /// <exception cref="SourceException">It has.</exception>
    public static void Check(SourceSettings settings, string key, Func<string, bool> isRight, string problem)
    {
        if (settings.Text(key) is { } text && !isRight(text))
        {
            throw Wrong(key, problem);
        }
    }

    /// <summary>Throws if one of some settings is set, but not another one that it needs.</summary>
    /// <exception cref="SourceException">It is.</exception>
    public static void Require(SourceSettings settings, string[] keys, string other)
    {
        if (!settings.Has(other) && keys.FirstOrDefault(settings.Has) is { } key)
        {
            throw Wrong(key, $"needs {other}", Add(other));
        }
    }

    /// <summary>Throws if two settings are set that exclude each other.</summary>
    /// <exception cref="SourceException">They are.</exception>
    public static void Exclude(SourceSettings settings, string key, string other)
    {
        if (settings.Has(key) && settings.Has(other))
        {
            throw Excluding(key, other);
        }
    }

    /// <summary>The failure of two settings that exclude each other.</summary>
    /// <param name="key">One of them.</param>
    /// <param name="other">The other one.</param>
    /// <param name="reason">Why they do, with what separates it from the problem.</param>
    public static SourceException Excluding(string key, string other, string reason = "") =>
        Wrong(key, $"and {other} exclude each other{reason}", $"Remove {key} or {other}.");

    /// <summary>What to do about a setting that is missing.</summary>
    /// <param name="keys">The setting, or several as a message lists them.</param>
    public static string Add(string keys) => $"Add {keys} to config.";

    /// <summary>The failure of a setting.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="problem">What is wrong, after the key.</param>
    /// <param name="fix">What to do; null to correct the setting.</param>
    public static SourceException Wrong(string key, string problem, string? fix = null) =>
        new($"{key} {problem}") { Setting = key, Fix = fix };
}
