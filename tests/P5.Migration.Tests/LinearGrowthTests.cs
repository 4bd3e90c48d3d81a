using System.Globalization;
using System.Text;
using P5.Host.Tests.Configuration;

namespace P5.Migration.Tests;

/// <summary>Ten times the plugins take about ten times the memory; what grew with the square would take a hundred times.</summary>
public sealed class LinearGrowthTests : IDisposable
{
    private const int Few = 100;
    private const double AboutTen = 13;

    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Convert_TenTimesThePlugins_AllocatesAboutTenTimesAsMuch()
    {
        Allocated(Few); // what is made once for all files

        double ratio = (double)Allocated(10 * Few) / Allocated(Few);

        ratio.ShouldBeLessThan(AboutTen);
    }

    private long Allocated(int plugins)
    {
        var toml = new StringBuilder();
        for (int number = 0; number < plugins; number++)
        {
            toml.Append(CultureInfo.InvariantCulture, $"[plugins.p{number}]\nsource = \"github.com/org/repo/p{number}@v1\"\n");
        }

        _workspace.Write("p5.toml", toml.ToString());
        long before = GC.GetAllocatedBytesForCurrentThread();
        ConfigConversion conversion = ConfigConverter.Convert(_workspace.PathOf("p5.toml"), new ConversionOptions());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        conversion.Plugins.Count.ShouldBe(plugins);
        return allocated;
    }
}
