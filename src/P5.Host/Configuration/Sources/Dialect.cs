namespace P5.Host;

/// <summary>How strictly a language's keys and types are taken.</summary>
/// <param name="KeyComparison">How known keys are matched.</param>
/// <param name="ScalarsBecomeText">Whether a number, boolean, date or null is accepted where text is expected.</param>
internal sealed record Dialect(StringComparison KeyComparison, bool ScalarsBecomeText)
{
    /// <summary>Known keys in any case, types to the letter.</summary>
    public static Dialect Toml { get; } = new(StringComparison.OrdinalIgnoreCase, ScalarsBecomeText: false);

    /// <summary>Keys to the letter; scalars become text, and YAML 1.1's yes and no are flags.</summary>
    public static Dialect Yaml { get; } = new(StringComparison.Ordinal, ScalarsBecomeText: true);
}
