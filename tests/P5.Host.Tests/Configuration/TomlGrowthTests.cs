using System.Globalization;
using System.Text;

namespace P5.Host.Tests;

/// <summary>
/// Ten times the text costs about ten times as much memory; what grew with the square would cost a hundred times. The
/// time that it takes is measured by bench/toml.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class TomlGrowthTests
{
    private const int SmallLength = 64 * 1024;
    private const double AboutTen = 13;

    [Theory]
    [InlineData(
        "[plugins.pN]\ncmd = \"./plugins/pN\" # ours\nargs = [1, 'two']\nconfig = { a = 1.5, b.c = 2026-01-02 }\n")]
    [InlineData("keyN = [1, 2, 3]\n")]
    [InlineData("[[plugins]]\nname = \"N\"\n")]
    [InlineData("key-N = = \"of some length, as in a real file\"\n")]
    public void Read_TenTimesTheText_AllocatesAboutTenTimesAsMuch(string part)
    {
        string small = Text(part, SmallLength);
        string large = Text(part, 10 * SmallLength);
        Allocated(small); // what is made once for all texts

        double ratio = (double)Allocated(large) / Allocated(small);

        ratio.ShouldBeLessThan(AboutTen);
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

    private static long Allocated(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TomlFile.Check(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
