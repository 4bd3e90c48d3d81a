using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace P5.Plugin.Tests;

public sealed class TextLogWriterTests
{
    [Fact]
    public void Write_MessageAndFields_AreOneLineForAPerson()
    {
        using var output = new StringWriter();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

        new TextLogWriter(output, time).Write(
            LogLevel.Warning, "dev-env", "seen", [new("stack", "dev"), new("share", 0.5), new("reason", null)]);

        output.ToString()
            .ShouldBe($"03:04:05.678 [WARN] dev-env: seen stack=dev share=0.5 reason={Environment.NewLine}");
    }
}
