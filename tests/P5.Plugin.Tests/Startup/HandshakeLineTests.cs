using P5.Plugin.Startup;

namespace P5.Plugin.Tests.Startup;

public sealed class HandshakeLineTests
{
    [Fact]
    public void Format_Plaintext_EndsWithAnEmptySixthField() =>
        HandshakeLine.Format(1, new("unix", "/tmp/plugin1"), []).ShouldBe("1|1|unix|/tmp/plugin1|grpc|");

    [Fact]
    public void Format_Certificate_IsBase64WithoutPadding() =>
        HandshakeLine.Format(3, new("tcp", "127.0.0.1:10000"), [0xFB, 0xFF, 0xFE, 0x01])
            .ShouldBe("1|3|tcp|127.0.0.1:10000|grpc|+//+AQ");
}
