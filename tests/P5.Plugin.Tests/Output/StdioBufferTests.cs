using System.Text;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests;

public sealed class StdioBufferTests
{
    [Fact]
    public async Task Write_NothingReads_KeepsTheLastPiecesAndSaysWhatIsGone()
    {
        var buffer = new StdioBuffer(capacity: (2 * StdioBuffer.PieceCost) + 9);
        foreach (string text in new[] { "one", "two", "three", "four" })
        {
            buffer.Write(StdioData.Types.Channel.Stdout, Encoding.UTF8.GetBytes(text));
        }

        buffer.Complete();

        (await ReadAsync(buffer)).ShouldBe(["[6 bytes of earlier output were dropped]\n", "three", "four"]);
    }

    [Fact]
    public async Task Write_ThousandsOfLines_AreAllBuffered()
    {
        const int Lines = 10_000;
        var buffer = new StdioBuffer();
        for (int i = 0; i < Lines; i++)
        {
            buffer.Write(StdioData.Types.Channel.Stdout, "a line of the plugin's output\n"u8);
        }

        buffer.Complete();

        (await ReadAsync(buffer)).Count.ShouldBe(Lines);
    }

    [Fact]
    public async Task Write_LongOutput_ComesInPieces()
    {
        var buffer = new StdioBuffer();
        buffer.Write(StdioData.Types.Channel.Stderr, new byte[StdioBuffer.MaxPieceLength + 1]);
        buffer.Complete();

        (await ReadAsync(buffer)).Select(p => p.Length).ShouldBe([StdioBuffer.MaxPieceLength, 1]);
    }

    [Fact]
    public async Task Write_AfterComplete_IsLetGo()
    {
        var buffer = new StdioBuffer();
        buffer.Complete();

        buffer.Write(StdioData.Types.Channel.Stdout, "late"u8);

        (await ReadAsync(buffer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_AfterComplete_TakesNoRoomFromWhatIsUnread()
    {
        var buffer = new StdioBuffer(capacity: StdioBuffer.PieceCost + 4);
        buffer.Write(StdioData.Types.Channel.Stdout, "last"u8);
        buffer.Complete();

        buffer.Write(StdioData.Types.Channel.Stdout, "late"u8);

        (await ReadAsync(buffer)).ShouldBe(["last"]);
    }

    private static async Task<List<string>> ReadAsync(StdioBuffer buffer)
    {
        using var limit = new CancellationTokenSource(TestTimeout.Default);
        var pieces = new List<string>();
        await foreach (StdioData piece in buffer.ReadAllAsync(limit.Token))
        {
            pieces.Add(piece.Data.ToStringUtf8());
        }

        return pieces;
    }
}
