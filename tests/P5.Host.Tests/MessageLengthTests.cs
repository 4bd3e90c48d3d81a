namespace P5.Host.Tests;

/// <summary>Texts of plugins and files have any length; messages do not.</summary>
public sealed class MessageLengthTests
{
    private static readonly string s_huge = new('x', 10_000_000);

    [Fact]
    public void Message_OfAnException_IsCut() =>
        new P5Exception(ErrorIds.AuthenticationFailed, s_huge, "Try again.").Message
            .Length.ShouldBeLessThanOrEqualTo(4_000);

    [Fact]
    public void Message_OfADiagnostic_IsCut() =>
        new ConfigurationException(ConfigurationStage.Global, "p5.toml", 1, 1, key: null, s_huge).Problem
            .Length.ShouldBeLessThanOrEqualTo(4_000);

    // An escape has six characters.
    [Fact]
    public void Message_OfControlCharacters_IsCut()
    {
        string text = new('\u001b', 100_000);

        new P5Exception(ErrorIds.Unexpected, text, text).Message.Length.ShouldBeLessThanOrEqualTo(4_000);
        new P5Exception(ErrorIds.Unexpected, text, text).RecommendedAction.Length.ShouldBeLessThanOrEqualTo(4_000);
        new ConfigurationException(ConfigurationStage.Global, "p5.toml", 1, 1, key: null, text).Problem
            .Length.ShouldBeLessThanOrEqualTo(4_000);
    }

    [Fact]
    public void Check_KeyOfAnyLength_IsWarnedAboutInAShortMessage()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.a]\n{s_huge[..100_000]} = 1\n");

        ConfigurationDiagnostic warning = new ConfigurationChecker().Check(workspace.Root, stackName: null)
            .Single(found => found.Id == DiagnosticIds.UnknownKey);

        warning.Message.Length.ShouldBeLessThanOrEqualTo(4_000);
        warning.Message.ShouldStartWith("plugins.a.xxx");
        warning.Message.ShouldEndWith(" is not read.");
    }
}
