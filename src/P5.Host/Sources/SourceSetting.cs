namespace P5.Host;

/// <summary>A key of a built-in source's <c>config</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">What its value must be.</param>
/// <param name="IsRequired">Whether the source cannot be used without it.</param>
internal sealed record SourceSetting(string Key, SettingKind Kind, bool IsRequired = false);

/// <summary>What the value of a setting must be.</summary>
internal enum SettingKind
{
    /// <summary>Text that is not empty.</summary>
    Text,

    /// <summary>A list of texts that is not empty.</summary>
    Texts,

    /// <summary>A duration of more than zero.</summary>
    Duration,
}
