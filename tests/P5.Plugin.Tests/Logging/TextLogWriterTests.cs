using Microsoft.Extensions.Logging;
using P5.Plugin.Logging;
using P5.Plugin.Tests.Support;

namespace P5.Plugin.Tests.Logging;

public sealed class TextLogWriterTests
{
    [Fact]
    public void Write_MessageAndFields_AreOneLineForAPerson()
    {
        using var output = new StringWriter();
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

        new TextLogWriter(output, time).Write(
            LogLevel.Warning, "dev-env", "seen", [new("stack", "dev"), new("share", 0.5), new("reason", null)]);

        // The hour is the machine's own.
        output.ToString().ShouldMatch(@"^\d\d:\d\d:05\.678 \[WARN\] dev-env: seen stack=dev share=0\.5 reason=\r?\n$");
    }
}
