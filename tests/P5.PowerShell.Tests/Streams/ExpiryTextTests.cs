namespace P5.PowerShell.Tests;

public sealed class ExpiryTextTests
{
    private static readonly DateTime s_now = new(2026, 3, 29, 1, 30, 0, DateTimeKind.Local);

    [Theory]
    [InlineData("00:00:00.2", "in 1 s")]
    [InlineData("00:00:59", "in 59 s")]
    [InlineData("00:01:00", "in 1 min")]
    [InlineData("00:42:59", "in 42 min")]
    [InlineData("01:00:00", "in 1 h")]
    [InlineData("01:05:59", "in 1 h 5 min")]
    [InlineData("23:59:59", "in 23 h 59 min")]
    [InlineData("1.00:59:00", "in 1 d")]
    [InlineData("30.05:10:00", "in 30 d 5 h")]
    [InlineData("00:00:00", "expired")]
    [InlineData("-00:10:00", "expired")]
    public void Of_TimeLeft_RoundsDownToTwoUnits(string left, string expected) =>
        ExpiryText.Of(s_now + TimeSpan.Parse(left), s_now).ShouldBe(expected);

    [Fact]
    public void Of_NoTime_IsNever() => ExpiryText.Of(null).ShouldBe("never");

    [Fact]
    public void InColour_Expired_IsRed() => ExpiryText.InColour(s_now.AddYears(-1)).ShouldBe("\e[31mexpired\e[0m");

    [Fact]
    public void InColour_NotExpired_HasNoColour() => ExpiryText.InColour(null).ShouldBe("never");
}
