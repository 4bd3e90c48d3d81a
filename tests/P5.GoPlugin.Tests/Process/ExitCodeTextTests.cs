namespace P5.GoPlugin.Tests;

public sealed class ExitCodeTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(255, "255")]
    [InlineData(70_000, "70000")]
    [InlineData(-1, "-1")]
    [InlineData(unchecked((int)0xC0000005), "0xC0000005")]
    [InlineData(unchecked((int)0xE0434352), "0xE0434352")]
    [InlineData(null, "")]
    public void Of_ExitCode_IsDecimalUnlessWindowsEndedTheProcess(int? exitCode, string expected) =>
        ExitCodeText.Of(exitCode).ShouldBe(expected);
}
