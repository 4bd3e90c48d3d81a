using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace P5.Toml.Tests.Parsing;

/// <summary>Ten times the text takes about ten times as long. What grows with the square would take a hundred times.</summary>
public sealed class LinearTimeTests(ITestOutputHelper output)
{
    private const int Megabyte = 1024 * 1024;

    // Between ten and a hundred: the machine may be busy with other tests just when the large text is read.
    private const double TooMuch = 40;

    [Theory]
    [InlineData("plugins", "[plugins.pN]\ncmd = \"./plugins/pN\" # ours\nargs = [1, 'two']\nconfig = { a = 1.5, b.c = 2026-01-02 }\n")]
    [InlineData("errors", "key-N = = \"of some length, as in a real file\"\n")]
    public void Parse_TenTimesTheText_TakesAboutTenTimesAsLong(string shape, string part)
    {
        string small = Text(part, Megabyte);
        string large = Text(part, 10 * Megabyte);
        Read(small[..(small.Length / 10)]); // compiles the parser

        TimeSpan forSmall = new[] { Read(small), Read(small) }.Min();
        TimeSpan forLarge = Read(large);

        double ratio = forLarge / forSmall;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape}: 1 MB in {forSmall.TotalMilliseconds:F0} ms, 10 MB in {forLarge.TotalMilliseconds:F0} ms: {ratio:F1} times as long"));
        ratio.ShouldBeLessThan(TooMuch);
    }

    private static string Text(string part, int length)
    {
        var text = new StringBuilder(length + part.Length);
        for (int number = 0; text.Length < length; number++)
        {
            text.Append(part.Replace("N", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>How long it takes to make the tree and, where it is valid, the values.</summary>
    private static TimeSpan Read(string text)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        DocumentSyntax document = TomlParser.Parse(text);
        if (document.Diagnostics.Count == 0)
        {
            document.ToTable();
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
