namespace P5.Plugin.Tests;

public sealed class CredentialLifetimeTests
{
    [Fact]
    public void Seconds_OfTheNamedLifetimes_AreTheContracts()
    {
        CredentialLifetime.NeverExpires.Seconds.ShouldBe(0);
        CredentialLifetime.AskEveryTime.Seconds.ShouldBe(-1);
    }

    [Theory]
    [InlineData("00:00:00.0000001", 1)]
    [InlineData("00:00:01.9999999", 1)]
    [InlineData("00:15:00", 900)]
    [InlineData("36500.00:00:00", int.MaxValue)]
    public void For_Duration_IsWholeSecondsRoundedDownAndAtLeastOne(string duration, int seconds) =>
        CredentialLifetime.For(TimeSpan.Parse(duration, null)).Seconds.ShouldBe(seconds);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:01")]
    public void For_NothingLeft_Throws(string duration) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CredentialLifetime.For(TimeSpan.Parse(duration, null)));
}
