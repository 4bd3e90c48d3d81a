using P5.GoPlugin.Checks;

namespace P5.GoPlugin.Tests;

/// <summary>What HashiCorp's hosts read as hclog, and what they take for plain text.</summary>
public sealed class HclogFormTests
{
    [Theory]
    [InlineData("""{"@level":"info","@message":"x","@timestamp":"2026-01-02T15:04:05.000000Z"}""", null)]
    [InlineData(
        """{"@level":"INFO","@message":"","@module":"m","@timestamp":"2026-01-02T15:04:05.123456+01:00","n":1}""",
        null)]
    [InlineData("""{"@message":"x","@timestamp":"2026-01-02T15:04:05.000000Z"}""", "it has no @level")]
    [InlineData(
        """{"@level":"loud","@message":"x","@timestamp":"2026-01-02T15:04:05.000000Z"}""",
        "its @level 'loud' is not trace")]
    [InlineData("""{"@level":"info","@message":1,"@timestamp":"2026-01-02T15:04:05.000000Z"}""", "it has no @message")]
    [InlineData("""{"@level":"info","@message":"x"}""", "it has no @timestamp")]
    [InlineData(
        """{"@level":"info","@message":"x","@timestamp":"2026-01-02T15:04:05.000Z"}""",
        "its @timestamp '2026-01-02T15:04:05.000Z'")]
    [InlineData(
        """{"@level":"info","@message":"x","@timestamp":"2026-01-02 15:04:05.000000"}""",
        "its @timestamp '2026-01-02 15:04:05.000000'")]
    [InlineData(
        """{"@level":"info","@message":"x","@timestamp":"2026-01-02T15:04:05.000000Z"} x""",
        "it is not a JSON object on one line")]
    [InlineData("""{"@level":"info",""", "it is not a JSON object on one line")]
    public void Problem_OfALine_IsTheFirstThatAHostStumblesOver(string line, string? problem)
    {
        HclogForm.IsMeant(line).ShouldBeTrue();

        string? found = HclogForm.Problem(line);

        if (problem is null)
        {
            found.ShouldBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldStartWith(problem);
        }
    }

    [Theory]
    [InlineData("listening")]
    [InlineData("[INFO] refreshed")]
    [InlineData("""{"level":"info","msg":"another library's"}""")]
    [InlineData("")]
    public void IsMeant_OtherLines_IsFalse(string line) => HclogForm.IsMeant(line).ShouldBeFalse();
}
