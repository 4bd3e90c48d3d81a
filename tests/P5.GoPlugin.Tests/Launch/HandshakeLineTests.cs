using System.Text;

namespace P5.GoPlugin.Tests;

public sealed class HandshakeLineTests
{
    private static readonly byte[] s_certificate = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    [Fact]
    public void Format_PlainText_EndsWithAnEmptySixthField() =>
        new HandshakeLine(1, 1, "unix", "/tmp/plugin1", "grpc", null).Format().ShouldBe("1|1|unix|/tmp/plugin1|grpc|");

    [Fact]
    public void Format_Certificate_IsBase64WithoutPadding() =>
        new HandshakeLine(1, 3, "tcp", "127.0.0.1:10000", "grpc", [0xFB, 0xFF, 0xFE, 0x01]).Format()
            .ShouldBe("1|3|tcp|127.0.0.1:10000|grpc|+//+AQ");

    [Theory]
    // Four to seven fields.
    [InlineData("1|2|unix|/tmp/s", "netrpc")]
    [InlineData("1|2|unix|/tmp/s|grpc", "grpc")]
    [InlineData("1|2|unix|/tmp/s|grpc|", "grpc")]
    [InlineData("1|2|unix|/tmp/s|grpc||true", "grpc")]
    [InlineData("1|2|unix|/tmp/s|", "netrpc")]
    // White space and Windows line ends.
    [InlineData("  1|2|unix|/tmp/s|grpc|\t\r", "grpc")]
    // Old libraries put other short things where the certificate is now.
    [InlineData("1|2|unix|/tmp/s|grpc|not base64 but short", "grpc")]
    public void TryParse_ValidLine_ReadsFields(string line, string protocol)
    {
        HandshakeLine.TryParse(line, out HandshakeLine? parsed, out _).ShouldBeTrue();

        parsed!.CoreVersion.ShouldBe(1);
        parsed.AppVersion.ShouldBe(2);
        parsed.Network.ShouldBe("unix");
        parsed.Address.ShouldBe("/tmp/s");
        parsed.Protocol.ShouldBe(protocol);
        parsed.Certificate.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryParse_Certificate_IsReadWithAndWithoutPadding(bool padded)
    {
        string base64 = Convert.ToBase64String(s_certificate);
        base64.ShouldEndWith("=");

        HandshakeLine.TryParse(
            $"1|1|unix|/s|grpc|{(padded ? base64 : base64.TrimEnd('='))}",
            out HandshakeLine? parsed,
            out _).ShouldBeTrue();

        parsed!.Certificate.ShouldBe(s_certificate);
    }

    [Theory]
    [InlineData("", "separated by '|' is 1, not 4 to 7")]
    [InlineData("hello world", "separated by '|' is 1, not 4 to 7")]
    [InlineData("1|1|unix", "separated by '|' is 3, not 4 to 7")]
    [InlineData("1|1|unix|/s|grpc||true|more", "separated by '|' is 8, not 4 to 7")]
    [InlineData("\uFEFF1|1|unix|/s|grpc", "begins with a byte order mark")]
    [InlineData("x|1|unix|/s|grpc", "core version, the first field, is not a number")]
    [InlineData("-1|1|unix|/s|grpc", "core version, the first field, is not a number")]
    [InlineData("1||unix|/s|grpc", "application version, the second field, is not a number")]
    [InlineData("1|99999999999|unix|/s|grpc", "application version, the second field, is not a number")]
    [InlineData(
        "1|1|unix|/s|grpc|!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
        "certificate, the sixth field, is not base64")]
    public void TryParse_InvalidLine_SaysWhatIsWrong(string line, string problem)
    {
        HandshakeLine.TryParse(line, out HandshakeLine? parsed, out string? said).ShouldBeFalse();

        parsed.ShouldBeNull();
        said.ShouldNotBeNull().ShouldContain(problem);
    }

    // Whatever the bytes, the answer is yes or no, and no comes with a reason.
    [Fact]
    public void TryParse_RandomBytes_NeverThrows()
    {
        var random = new Random(20250117);
        string[] pieces = ["1", "|", "||", "unix", "tcp", "grpc", "127.0.0.1:1", "/s", "\0", "\r", "=", "é", " "];
        for (int i = 0; i < 20_000; i++)
        {
            string line = i % 2 == 0
                ? string.Concat(random.GetItems(pieces, random.Next(1, 20)))
                : Encoding.UTF8.GetString(RandomBytes(random, random.Next(0, 200)));

            bool valid = HandshakeLine.TryParse(line, out HandshakeLine? parsed, out string? problem);

            (parsed is not null).ShouldBe(valid);
            (problem is null).ShouldBe(valid);
            if (valid && !PluginAddress.TryParse(parsed!.Network, parsed.Address, out _, out string? addressProblem))
            {
                addressProblem.ShouldNotBeNullOrEmpty();
            }
        }
    }

    // Lines that are nearly right get further than noise does.
    [Fact]
    public void TryParse_DamagedLine_NeverThrows()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoUnixSockets);
        var random = new Random(20250119);
        string certificate = Convert.ToBase64String(s_certificate).TrimEnd('=');
        string[] lines = [$"1|1|unix|/tmp/s|grpc|{certificate}|true", $"1|1|tcp|127.0.0.1:10000|grpc|{certificate}"];
        int valid = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(lines[i % lines.Length]);
            for (int damage = random.Next(1, 4); damage > 0; damage--)
            {
                int at = random.Next(bytes.Length);
                bytes = random.Next(3) switch
                {
                    0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                    1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                    _ => [.. bytes[..at], .. bytes[random.Next(at)..]],
                };
            }

            if (HandshakeLine.TryParse(Encoding.UTF8.GetString(bytes), out HandshakeLine? parsed, out string? problem))
            {
                valid++;
                PluginAddress.TryParse(parsed.Network, parsed.Address, out PluginAddress? address, out problem)
                    .ShouldBe(address is not null);
            }
            else
            {
                problem.ShouldNotBeNullOrEmpty();
            }
        }

        valid.ShouldBeInRange(1, 19_999);
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
