namespace P5.GoPlugin.Tests;

public sealed class StartNoticeTests
{
    [Theory]
    [InlineData("This binary is a plugin. These are not meant to be executed directly.")]
    [InlineData("This is a plugin. It is not meant to be run directly: the program that it extends starts it.")]
    [InlineData("This is a p5 plugin. It is not meant to be run directly: p5 starts it when it needs credentials.")]
    public void Find_DirectRun_ShowsTheFirstLineAndSuspectsTheCookie(string line)
    {
        StartNotice notice = StartNotice.Find(["a log line", line, "", "Advice at the end."]).ShouldNotBeNull();

        notice.Reason.ShouldBe($"It wrote: {line}");
        notice.RecommendedAction.ShouldEndWith(": the magic cookie does not match.");
    }

    [Theory]
    [InlineData(
        "You must install or update .NET to run this application.",
        "Framework: 'Microsoft.AspNetCore.App', version '10.0.0' (x64)")]
    // The list of installed versions has pushed out the lines before it.
    [InlineData(
        "To install missing framework, download:",
        "https://aka.ms/dotnet-core-applaunch?framework=Microsoft.AspNetCore.App&framework_version=10.0.0&arch=x64")]
    public void Find_MissingFramework_NamesIt(params string[] lines)
    {
        StartNotice notice = StartNotice.Find(lines).ShouldNotBeNull();

        notice.Reason.ShouldBe("It needs Microsoft.AspNetCore.App 10.0.0, which is not installed.");
        notice.RecommendedAction.ShouldStartWith("Install Microsoft.AspNetCore.App 10.0.0 ");
    }

    [Fact]
    public void Find_NoRuntimeAtAll_SaysSo() =>
        StartNotice.Find(["You must install .NET to run this application.", "", "App: /opt/plugin"])
            .ShouldNotBeNull().Reason.ShouldBe("It needs .NET, which is not installed.");

    [Theory]
    [InlineData("no configuration found")]
    [InlineData("cannot read: This is a plugin")]
    public void Find_OtherLines_IsNull(string line) => StartNotice.Find([line]).ShouldBeNull();
}
