using System.Text.Json.Nodes;
using P5.GoPlugin;

namespace P5.Interop.Tests;

/// <summary>A host on HashiCorp's library with our plugins: what serves P5 serves that one too.</summary>
public sealed class GoHostTests
{
    [Theory]
    [MemberData(nameof(DevEnvPlugin.Connections), MemberType = typeof(DevEnvPlugin))]
    public async Task GoHost_AnyLanguage_AsksLogsAndEndsThePlugin(PluginLanguage language, MtlsMode mtls)
    {
        // Go makes its own keys.
        DevEnvPlugin plugin = language == PluginLanguage.Go
            ? DevEnvPlugin.Require(language)
            : DevEnvPlugin.Require(language, mtls);
        using var temporary = new TemporaryFolder();

        RunResult run = await GoHost.AskAsync(plugin, mtls, temporary);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonNode answer = JsonNode.Parse(run.Output)!;
        var expected = new JsonObject
        {
            ["success"] = true,
            ["env"] = new JsonObject { ["PULUMI_BACKEND_URL"] = "s3://program", ["PULUMI_CONFIG_PASSPHRASE"] = "" },
            ["ttlSeconds"] = 0,
            ["error"] = "",
            // The plugin's: it ended by itself and was not killed.
            ["exitCode"] = 0,
        };
        JsonNode.DeepEquals(answer, expected).ShouldBeTrue(run.Output);
        JsonNode line = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonNode.Parse(text)!)
            .Single(entry => entry["@message"]!.GetValue<string>() == "authenticated");
        line["@level"]!.GetValue<string>().ShouldBe("info");
        line["stack"]!.GetValue<string>().ShouldBe("dev");
        line["calls"]!.GetValue<int>().ShouldBe(1);
        Directory.GetFileSystemEntries(temporary.Root).ShouldBeEmpty();
    }

    /// <summary>Shows that the flag does what the runs above rely on.</summary>
    [Fact]
    public async Task GoHost_MtlsOfferedToAPlainPlugin_Fails()
    {
        using var temporary = new TemporaryFolder();

        RunResult run = await GoHost.AskAsync(DevEnvPlugin.Require(PluginLanguage.Node), MtlsMode.Always, temporary);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("go-host: ");
        run.Error.ShouldContain("tls");
    }
}
