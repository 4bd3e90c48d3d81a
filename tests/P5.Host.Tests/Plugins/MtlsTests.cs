using P5.GoPlugin;

namespace P5.Host.Tests.Plugins;

public sealed class MtlsTests
{
    // The host hands the configured value on by its number.
    [Fact]
    public void Mtls_ConfiguredAndProtocols_AreTheSameValues() =>
        Enum.GetValues<PluginMtls>().Select(value => (value.ToString(), (int)value))
            .ShouldBe(Enum.GetValues<MtlsMode>().Select(value => (value.ToString(), (int)value)));
}
