using System.Text.RegularExpressions;

namespace P5.Sources;

/// <summary>A key of a built-in source's <c>config</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">What its value must be.</param>
/// <param name="Description">What it means: a sentence.</param>
/// <param name="IsRequired">Whether the source cannot be used without it.</param>
internal sealed record SourceSetting(string Key, SettingKind Kind, string Description, bool IsRequired = false)
{
    /// <summary>The texts that are accepted; null for all.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The form of its text; null for any.</summary>
    public SettingForm? Form { get; init; }

    /// <summary>Whether its text, its texts or the keys of its table are variables that the source sets.</summary>
    public bool NamesVariables { get; init; }

    /// <summary>What the value must be, after "must be".</summary>
    public string Expected => Kind switch
    {
        SettingKind.Texts => "a list of strings that is not empty",
        SettingKind.Table => "a table of strings that is not empty",
        SettingKind.Secret => SecretReference.Expected,
        SettingKind.Flag => "true or false",
        SettingKind.Duration => DurationText.Expected + ", and more than zero",
        _ => Form is not null ? Form.Expected
            : Values is null ? "text that is not empty"
            : Values.Count == 1 ? Values[0]
            : $"one of {string.Join(", ", Values)}",
    };
}

/// <summary>The form of a text.</summary>
/// <param name="Expected">What the text must be, after "must be".</param>
/// <param name="Pattern">A regular expression of JSON schema, for the whole text.</param>
internal sealed record SettingForm(string Expected, string Pattern)
{
    /// <summary>Whether a text has the form.</summary>
    public bool IsMatch(string text) =>
        Regex.IsMatch(text, Pattern, RegexOptions.CultureInvariant) && !text.EndsWith('\n');
}

/// <summary>What the value of a setting must be.</summary>
internal enum SettingKind
{
    /// <summary>Text that is not empty.</summary>
    Text,

    /// <summary>The path of a file, from the workspace.</summary>
    File,

    /// <summary>A list of texts that is not empty.</summary>
    Texts,

    /// <summary>A table of texts that is not empty.</summary>
    Table,

    /// <summary>A duration of more than zero.</summary>
    Duration,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Where a secret is kept: a <see cref="SecretReference"/>.</summary>
    Secret,
}
