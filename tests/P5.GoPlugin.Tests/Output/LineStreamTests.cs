using System.Text;

namespace P5.GoPlugin.Tests;

public sealed class LineStreamTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|two|")]
    [InlineData("one\r\ntwo", "one|two|")]
    [InlineData("\n\n", "||")]
    [InlineData("", "")]
    [InlineData("a\rb\n", "a\rb|")]
    public void Append_WholeText_GivesLines(string text, string lines) =>
        Join(Split(Encoding.UTF8.GetBytes(text), chunk: int.MaxValue)).ShouldBe(lines);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Append_TextInPieces_GivesTheSameLines(int chunk) =>
        Join(Split("Grüße 😀\nnext – line\r\n"u8.ToArray(), chunk)).ShouldBe("Grüße 😀|next – line|");

    [Fact]
    public void Append_LongLine_ComesInPiecesOfWholeCharacters()
    {
        List<LinePiece> pieces = Split(Encoding.UTF8.GetBytes("äöü😀ß\nx\n"), chunk: 4, maxPieceBytes: 5);

        string.Concat(pieces.TakeWhile(piece => piece.Text != "x").Select(piece => piece.Text)).ShouldBe("äöü😀ß");
        pieces.ShouldAllBe(piece => !piece.Text.Contains('\uFFFD'));
        pieces.Select(piece => piece.StartsLine).ShouldBe([true, .. pieces.Skip(2).Select(_ => false), true]);
        pieces.Count(piece => piece.EndsLine).ShouldBe(2);
    }

    [Fact]
    public void Append_InvalidUtf8_IsReplacedAndNotHeldBack()
    {
        List<LinePiece> pieces = Split([0xff, 0x80, (byte)'a', 0xc3, (byte)'\n'], chunk: 1);

        pieces.ShouldBe([new LinePiece("\uFFFD\uFFFDa\uFFFD", StartsLine: true, EndsLine: true)]);
    }

    [Fact]
    public void FlushPending_PromptAndRest_ArePiecesOfOneLine()
    {
        List<LinePiece> pieces = [];
        var stream = new LineStream(pieces.Add);

        stream.Append([.. "code: "u8, 0xc3]);
        stream.FlushPending();
        stream.HasPending.ShouldBeTrue(); // half a character
        stream.Append([0xa9, .. "\nnext\n"u8]);

        pieces.ShouldBe(
        [
            new LinePiece("code: ", StartsLine: true, EndsLine: false),
            new LinePiece("é", StartsLine: false, EndsLine: true),
            new LinePiece("next", StartsLine: true, EndsLine: true),
        ]);
    }

    [Fact]
    public void FlushPending_ThenOnlyTheEnd_ShowsNothingMore()
    {
        List<LinePiece> pieces = [];
        var stream = new LineStream(pieces.Add);

        stream.Append("code: "u8);
        stream.FlushPending();
        stream.Append("\n\n"u8);

        pieces.ShouldBe(
        [
            new LinePiece("code: ", StartsLine: true, EndsLine: false),
            new LinePiece("", StartsLine: true, EndsLine: true),
        ]);
    }

    private static List<LinePiece> Split(byte[] bytes, int chunk, int maxPieceBytes = 1024)
    {
        List<LinePiece> pieces = [];
        var stream = new LineStream(pieces.Add, maxPieceBytes);
        for (int start = 0; start < bytes.Length; start += Math.Min(chunk, bytes.Length - start))
        {
            stream.Append(bytes.AsSpan(start, Math.Min(chunk, bytes.Length - start)));
        }

        stream.Finish();
        return pieces;
    }

    private static string Join(List<LinePiece> pieces)
    {
        pieces.ShouldAllBe(piece => piece.StartsLine && piece.EndsLine);
        return string.Concat(pieces.Select(piece => piece.Text + "|"));
    }
}
