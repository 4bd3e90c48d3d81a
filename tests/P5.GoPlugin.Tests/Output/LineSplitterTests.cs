using System.Text;

namespace P5.GoPlugin.Tests;

public sealed class LineSplitterTests
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
        var splitter = new LineSplitter();
        List<LinePiece> pieces = [];

        splitter.Append([.. "code: "u8, 0xc3], pieces);
        splitter.FlushPending(pieces);
        splitter.HasPending.ShouldBeTrue(); // half a character
        splitter.Append([0xa9, .. "\nnext\n"u8], pieces);

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
        var splitter = new LineSplitter();
        List<LinePiece> pieces = [];

        splitter.Append("code: "u8, pieces);
        splitter.FlushPending(pieces);
        splitter.Append("\n\n"u8, pieces);

        pieces.ShouldBe(
        [
            new LinePiece("code: ", StartsLine: true, EndsLine: false),
            new LinePiece("", StartsLine: true, EndsLine: true),
        ]);
    }

    private static List<LinePiece> Split(byte[] bytes, int chunk, int maxPieceBytes = 1024)
    {
        var splitter = new LineSplitter(maxPieceBytes);
        List<LinePiece> pieces = [];
        for (int start = 0; start < bytes.Length; start += Math.Min(chunk, bytes.Length - start))
        {
            splitter.Append(bytes.AsSpan(start, Math.Min(chunk, bytes.Length - start)), pieces);
        }

        splitter.Finish(pieces);
        return pieces;
    }

    private static string Join(List<LinePiece> pieces)
    {
        pieces.ShouldAllBe(piece => piece.StartsLine && piece.EndsLine);
        return string.Concat(pieces.Select(piece => piece.Text + "|"));
    }
}
