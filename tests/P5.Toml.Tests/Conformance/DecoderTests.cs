using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace P5.Toml.Tests.Conformance;

/// <summary>The program that the suite's own runner can be pointed at: <c>toml-test test -decoder=toml-decoder</c>.</summary>
public sealed class DecoderTests
{
    private static readonly string s_decoder = Path.GetFullPath(
        typeof(DecoderTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Decoder").Value! + (OperatingSystem.IsWindows() ? ".exe" : ""));

    [Fact]
    public async Task Decoder_OfValidToml_PrintsTaggedJson()
    {
        (int exitCode, string output, string error) = await DecodeAsync("a = 1\nb = [\"x\"]\n");

        error.ShouldBe("");
        exitCode.ShouldBe(0);
        JsonNode.DeepEquals(
            JsonNode.Parse(output),
            JsonNode.Parse("""{"a": {"type": "integer", "value": "1"}, "b": [{"type": "string", "value": "x"}]}""")).ShouldBeTrue(output);
    }

    [Fact]
    public async Task Decoder_OfInvalidToml_FailsWithThePlace()
    {
        (int exitCode, string output, string error) = await DecodeAsync("a = 1\nb = \n");

        exitCode.ShouldBe(1);
        output.ShouldBe("");
        error.ShouldStartWith("2:5: ");
    }

    private static async Task<(int ExitCode, string Output, string Error)> DecodeAsync(string toml)
    {
        var start = new ProcessStartInfo(s_decoder)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(toml);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
