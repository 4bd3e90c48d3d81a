using System.Text;

namespace P5.Host.Tests;

public sealed class MessageTextTests
{
    [Fact]
    public void Limit_UpTo4000Characters_ReturnsTheTextItself()
    {
        string text = new('x', 4000);

        MessageText.Limit(text).ShouldBeSameAs(text);
    }

    [Fact]
    public void Limit_LongText_LeavesOutTheMiddle() =>
        MessageText.Limit($"begin{new string('x', 100_000)}end").ShouldBe(
            $"begin{new string('x', 1895)} … (96208 characters are not shown) … {new string('x', 1897)}end");

    [Fact]
    public void Limit_SurrogatePairs_AreNotCut()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("🔑", 3000));

        MessageText.Limit(text).EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
    }

    [Fact]
    public void Check_KeyOfAnyLength_IsWarnedAboutInAShortMessage()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.a]\n{new string('x', 100_000)} = 1\n");

        ConfigurationDiagnostic warning = new ConfigurationChecker().Check(workspace.Root, stackName: null)
            .Single(found => found.Id == DiagnosticIds.UnknownKey);

        warning.Message.Length.ShouldBeLessThanOrEqualTo(4000);
        warning.Message.ShouldStartWith("plugins.a.xxx");
        warning.Message.ShouldEndWith(" is not read.");
    }

    [Fact]
    public void P5Exception_LongTexts_AreLimited()
    {
        var exception = new P5Exception(ErrorIds.Unexpected, new string('x', 100_000), new string('y', 100_000));

        exception.Message.Length.ShouldBeLessThanOrEqualTo(4000);
        exception.RecommendedAction.Length.ShouldBeLessThanOrEqualTo(4000);
    }
}
