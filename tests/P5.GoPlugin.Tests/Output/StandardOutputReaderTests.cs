using System.Text;

namespace P5.GoPlugin.Tests;

public sealed class StandardOutputReaderTests
{
    // Whatever comes, in whatever pieces: a first line, and all that follows it.
    [Fact]
    public async Task RunAsync_RandomBytes_GivesAFirstLineAndTheRest()
    {
        var random = new Random(20250120);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            for (int ends = random.Next(0, 3); ends > 0 && bytes.Length > 0; ends--)
            {
                bytes[random.Next(bytes.Length)] = (byte)'\n';
            }

            var rest = new StringBuilder();
            var reader = new StandardOutputReader(
                new LineStream(piece => rest.Append(piece.Text).Append(piece.EndsLine ? "\n" : "")),
                new ObservedTime());

            await reader.RunAsync(new ChunkedStream(bytes, random), default).WaitAsync(TestTimeout.Default);

            int end = Array.IndexOf(bytes, (byte)'\n');
            FirstLine first = await reader.FirstLine;
            first.End.ShouldBe(end < 0 ? FirstLineEnd.EndOfOutput : FirstLineEnd.LineFeed);
            first.Text.ShouldBe(Encoding.UTF8.GetString(bytes.AsSpan(0, end < 0 ? bytes.Length : end)));
            (rest.Length > 0).ShouldBe(end >= 0 && end + 1 < bytes.Length);
        }
    }

    // The buffer begins smaller than a line may be.
    [Theory]
    [InlineData(4 * 1024)]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    public async Task RunAsync_LongFirstLine_IsTakenUpToTheLimit(int length)
    {
        string line = new('x', length);
        var rest = new StringBuilder();
        var reader = new StandardOutputReader(new LineStream(piece => rest.Append(piece.Text)), new ObservedTime());

        await reader.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes($"{line}\nrest")), default)
            .WaitAsync(TestTimeout.Default);

        bool isWhole = length < 64 * 1024;
        (await reader.FirstLine).ShouldBe(new FirstLine(line, isWhole ? FirstLineEnd.LineFeed : FirstLineEnd.Limit));
        rest.ToString().ShouldBe(isWhole ? "rest" : "");
    }
}
