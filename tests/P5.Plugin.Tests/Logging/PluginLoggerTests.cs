using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace P5.Plugin.Tests;

public sealed partial class PluginLoggerTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly MemoryStream _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Log_PlaceholdersAtTheEnd_BecomeFieldsOnly()
    {
        LogTrailing(CreateLogger(), "dev", 3, true, null);

        Written().ShouldBe(
            """{"@level":"info","@message":"done","@module":"test","@timestamp":"2026-01-02T"""
            + """03:04:05.678000Z","stack":"dev","callCount":3,"fresh":true,"reason":null}"""
            + "\n");
    }

    [Fact]
    public void Log_PlaceholdersAmongText_AreInTheMessageToo()
    {
        LogInner(CreateLogger(), 3, new IOException("disk full"));

        Written().ShouldContain("\"@level\":\"error\",\"@message\":\"got 3 roles\"");
        Written().ShouldContain("\"count\":3,\"error\":\"disk full\"");
    }

    [Fact]
    public void Log_LoneSurrogate_IsStillALine()
    {
        CreateLogger().Log(LogLevel.Information, default, "a\uD800b", null, (state, _) => state);

        Written().ShouldContain("""a\uFFFDb""");
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trace")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "error")]
    public void Log_Level_IsHclogs(LogLevel level, string expected)
    {
        CreateLogger().Log(level, default, "text", null, (state, _) => state);

        Written().ShouldStartWith($"{{\"@level\":\"{expected}\",\"@message\":\"text\"");
    }

    [Fact]
    public void Log_OfTheServerBelowWarning_WritesNothing()
    {
        LogTrailing(CreateLogger(isServer: true), "dev", 3, true, null);

        Written().ShouldBeEmpty();
    }

    // What gRPC's server logs if the host cancels a call before its request was read.
    [Fact]
    public void Log_OfTheServerAboutACancelledCall_WritesNothing()
    {
        PluginLogger logger = CreateLogger(isServer: true);

        LogInner(logger, 3, new IOException("The client reset the request stream."));
        Written().ShouldBeEmpty();

        LogInner(logger, 3, new IOException("another failure"));
        Written().ShouldContain("another failure");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "done {Stack} {CallCount} {Fresh} {Reason}")]
    private static partial void LogTrailing(ILogger logger, string stack, int callCount, bool fresh, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "got {Count} roles")]
    private static partial void LogInner(ILogger logger, int count, Exception exception);

    private PluginLogger CreateLogger(bool isServer = false) =>
        new(new HclogWriter(_output, new FakeTimeProvider(s_now)), "test", isServer);

    private string Written() => Encoding.UTF8.GetString(_output.ToArray());
}
