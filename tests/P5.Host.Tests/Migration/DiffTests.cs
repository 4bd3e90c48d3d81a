using P5.Host.Migration.Writing;

namespace P5.Host.Tests.Migration;

public sealed class DiffTests : ConverterTestBase
{
    [Fact]
    public void Convert_ChangesFarApart_AreTwoHunks()
    {
        string filler = string.Concat(Enumerable.Range(1, 7).Select(i => $"x{i} = {i}\n"));

        string diff = Convert($"[plugins.a]\nsource = './a'\n[t]\n{filler}[plugins.b]\nsource = 'github.com/o/b'").Diff;

        string path = PathOf("p5.toml");
        diff.ShouldBe(
            $"--- {path}\n+++ {path}\n"
            + "@@ -1,5 +1,5 @@\n [plugins.a]\n-source = './a'\n+cmd = './a/a'\n [t]\n x1 = 1\n x2 = 2\n"
            + "@@ -9,4 +9,5 @@\n x6 = 6\n x7 = 7\n [plugins.b]\n-source = 'github.com/o/b'\n\\ No newline at end of file\n"
            + "+# was: source = 'github.com/o/b'\n+cmd = 'b'\n\\ No newline at end of file\n");
    }

    [Fact]
    public void Convert_ChangesCloseTogether_AreOneHunk()
    {
        string path = PathOf("p5.toml");

        Convert("[plugins.a]\r\nsource = './a'\r\n[plugins.b]\r\nsource = './b'\r\n").Diff.ShouldBe(
            $"--- {path}\n+++ {path}\n@@ -1,4 +1,4 @@\n [plugins.a]\r\n-source = './a'\r\n+cmd = './a/a'\r\n"
            + " [plugins.b]\r\n-source = './b'\r\n+cmd = './b/b'\r\n");
    }

    [Fact]
    public void Convert_WholeFileChanges_CountsFromOne()
    {
        string path = PathOf("p5.toml");

        Convert("plugins.a.source = 'github.com/o/a'\n").Diff.ShouldBe(
            $"--- {path}\n+++ {path}\n@@ -1,1 +1,2 @@\n-plugins.a.source = 'github.com/o/a'\n"
            + "+# was: plugins.a.source = 'github.com/o/a'\n+plugins.a.cmd = 'a'\n");
    }

    // More changes than are compared at once, some in a row and some far apart.
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Compare_ThousandsOfChanges_HoldsBothTexts(int distance)
    {
        string[] before = [.. Enumerable.Range(0, 2000).Select(number => $"line {number}")];
        string[] after = [.. before.SelectMany((line, number) => (number % distance) switch
        {
            0 => new[] { line + " changed", "added" },
            1 when number % 3 == 0 => [],
            _ => [line],
        })];

        IReadOnlyList<DiffLine> lines = LineComparison.Compare(before, after);

        lines.Where(line => line.Mark != '+').Select(line => line.Text).ShouldBe(before);
        lines.Where(line => line.Mark != '-').Select(line => line.Text).ShouldBe(after);
        lines.Count(line => line.Mark == ' ').ShouldBeGreaterThan(before.Intersect(after).Count() * 9 / 10);
    }
}
