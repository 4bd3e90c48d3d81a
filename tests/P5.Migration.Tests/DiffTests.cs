using System.Globalization;

namespace P5.Migration.Tests;

public sealed class DiffTests : ConverterTestBase
{
    [Fact]
    public void Convert_ChangesFarApart_AreTwoHunks()
    {
        string filler = string.Concat(Enumerable.Range(1, 7).Select(i => $"x{i} = {i}\n"));

        string diff = Convert($"[plugins.a]\nsource = './a'\n[t]\n{filler}[plugins.b]\nsource = 'github.com/o/b'").Diff;

        diff.ShouldBe(
            "--- a/p5.toml\n+++ b/p5.toml\n"
            + "@@ -1,5 +1,5 @@\n [plugins.a]\n-source = './a'\n+cmd = './a/a'\n [t]\n x1 = 1\n x2 = 2\n"
            + "@@ -9,4 +9,5 @@\n x6 = 6\n x7 = 7\n [plugins.b]\n-source = 'github.com/o/b'\n"
            + "\\ No newline at end of file\n"
            + "+# was: source = 'github.com/o/b'\n+cmd = 'b'\n\\ No newline at end of file\n");
    }

    [Fact]
    public void Convert_ChangesCloseTogether_AreOneHunk()
    {
        Convert("[plugins.a]\r\nsource = './a'\r\n[plugins.b]\r\nsource = './b'\r\n").Diff.ShouldBe(
            "--- a/p5.toml\n+++ b/p5.toml\n@@ -1,4 +1,4 @@\n [plugins.a]\r\n-source = './a'\r\n+cmd = './a/a'\r\n"
            + " [plugins.b]\r\n-source = './b'\r\n+cmd = './b/b'\r\n");
    }

    [Fact]
    public void Convert_WholeFileChanges_CountsFromOne()
    {
        Convert("plugins.a.source = 'github.com/o/a'\n").Diff.ShouldBe(
            "--- a/p5.toml\n+++ b/p5.toml\n@@ -1,1 +1,2 @@\n-plugins.a.source = 'github.com/o/a'\n"
            + "+# was: plugins.a.source = 'github.com/o/a'\n+plugins.a.cmd = 'a'\n");
    }

    // Some changes in a row and some far apart, and a line with a carriage return in it.
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Create_ThousandsOfChanges_TurnsOneTextIntoTheOther(int distance)
    {
        string[] before = [.. Enumerable.Range(0, 2000).Select(number => $"line {number}\n"), "a\rb\n"];
        string[] after = [.. before.SelectMany((line, number) => (number % distance) switch
        {
            0 => new[] { $"changed {line}", "added\n" },
            1 when number % 3 == 0 => [],
            _ => [line],
        })];

        string diff = UnifiedDiff.Create("p5.toml", string.Concat(before), string.Concat(after));

        Apply(diff, before).ShouldBe(after);
        int removed = diff.Split('\n').Skip(2).Count(line => line.StartsWith('-'));
        removed.ShouldBeLessThanOrEqualTo(before.Except(after).Count() * 11 / 10);
    }

    [Theory]
    [InlineData("", "a\n", "@@ -0,0 +1,1 @@\n+a\n")]
    [InlineData("a\n", "", "@@ -1,1 +0,0 @@\n-a\n")]
    [InlineData("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n")]
    public void Create_TextsOfOneLine_CountsAsGitDoes(string before, string after, string hunk) =>
        UnifiedDiff.Create("p5.toml", before, after).ShouldBe($"--- a/p5.toml\n+++ b/p5.toml\n{hunk}");

    [Theory]
    [InlineData("a b.toml", "--- a/a b.toml\t\n+++ b/a b.toml\t\n")]
    [InlineData("größe/p5.toml", "--- a/größe/p5.toml\n+++ b/größe/p5.toml\n")]
    [InlineData("a\"b\té.toml", "--- \"a/a\\\"b\\011\\303\\251.toml\"\n+++ \"b/a\\\"b\\011\\303\\251.toml\"\n")]
    public void Create_UnusualName_IsWrittenAsGitDoes(string path, string header) =>
        UnifiedDiff.Create(path, "", "x\n").ShouldStartWith(header);

    /// <summary>What <c>patch</c> makes of lines, all of which have a line feed.</summary>
    private static List<string> Apply(string diff, string[] lines)
    {
        var result = new List<string>();
        int next = 0;
        foreach (string line in diff.Split('\n').Skip(2).SkipLast(1))
        {
            string text = line[1..] + "\n";
            if (line[0] == '@')
            {
                string first = line[4..line.IndexOf(',', StringComparison.Ordinal)];
                int start = int.Parse(first, CultureInfo.InvariantCulture) - 1;
                result.AddRange(lines[next..start]);
                next = start;
                continue;
            }

            if (line[0] != '+')
            {
                lines[next++].ShouldBe(text);
            }

            if (line[0] != '-')
            {
                result.Add(text);
            }
        }

        return [.. result, .. lines[next..]];
    }
}
