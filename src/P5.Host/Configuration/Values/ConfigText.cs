namespace P5.Host;

/// <summary>Text, without lone surrogates.</summary>
internal sealed record ConfigText(ConfigPosition Position, string Value) : ConfigValue(Position)
{
    private const int LongestShown = 60;

    public override string Kind => "text";

    public override string Describe() => Value.Length <= LongestShown ? $"the text \"{Value}\"" : Kind;
}
