namespace P5.Host.Tests;

/// <summary>Texts of plugins and files have any length; messages do not.</summary>
public sealed class MessageLengthTests
{
    private static readonly string s_huge = new('x', 10_000_000);

    [Fact]
    public void Message_OfAnException_IsCut() =>
        new P5Exception(ErrorIds.AuthenticationFailed, s_huge, "Try again.").Message
            .ShouldBe($"{s_huge[..4_000]}… (9996000 more characters)");

    [Fact]
    public void Message_OfADiagnostic_IsCut() =>
        new ConfigurationException(ConfigurationStage.Global, "p5.toml", 1, 1, key: null, s_huge).Problem
            .ShouldBe($"{s_huge[..4_000]}… (9996000 more characters)");
}
