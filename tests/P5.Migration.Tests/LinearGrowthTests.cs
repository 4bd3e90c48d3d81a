using System.Globalization;
using System.Text;

namespace P5.Migration.Tests;

/// <summary>
/// Ten times the plugins take about ten times the memory; what grew with the square would take a hundred times.
/// </summary>
public sealed class LinearGrowthTests : IDisposable
{
    private const int Few = 100;
    private const double AboutTen = 13;

    private readonly TemporaryFolder _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("p5.toml", "", "[plugins.p{0}]\nsource = \"github.com/org/repo/p{0}@v1\"\n")]
    [InlineData("Pulumi.yaml", "p5:\n  plugins:\n", "    p{0}:\n      source: github.com/org/repo/p{0}@v1\n")]
    public void Convert_TenTimesThePlugins_AllocatesAboutTenTimesAsMuch(string file, string start, string plugin)
    {
        Allocated(file, start, plugin, Few); // what is made once for all files

        double ratio = (double)Allocated(file, start, plugin, 10 * Few) / Allocated(file, start, plugin, Few);

        ratio.ShouldBeLessThan(AboutTen);
    }

    private long Allocated(string file, string start, string plugin, int plugins)
    {
        var text = new StringBuilder(start);
        for (int number = 0; number < plugins; number++)
        {
            text.Append(plugin.Replace("{0}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        _workspace.Write(file, text.ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        ConfigConversion conversion = ConfigConverter.Convert(_workspace.PathOf(file), new ConversionOptions());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        conversion.Plugins.Count.ShouldBe(plugins);
        return allocated;
    }
}
