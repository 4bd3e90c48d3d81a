using P5.GoPlugin.Checks;

namespace P5.GoPlugin.Tests;

public sealed class HandshakeRuleTests
{
    [Theory]
    [InlineData("1|1|unix", FirstLineEnd.EndOfOutput, "it printed '1|1|unix' and no line feed within 2 s")]
    [InlineData("1|1|unix|/s", FirstLineEnd.LineFeed, "it printed its first line later than 2 s")]
    [InlineData("", FirstLineEnd.EndOfOutput, "it printed nothing on its standard output within 2 s. It wrote: x")]
    public void TooLate_FirstLine_SaysWhatIsMissing(string text, object end, string evidence)
    {
        RuleFinding finding = HandshakeRule.TooLate(
            new FirstLine(text, (FirstLineEnd)end), text, TimeSpan.FromSeconds(2), " It wrote: x");

        finding.Outcome.ShouldBe(CheckOutcome.Fail);
        finding.Evidence.ShouldBe(evidence);
    }
}
