using System.Diagnostics;
using System.Text.Json;
using P5.GoPlugin;

namespace P5.Interop.Tests;

/// <summary>Runs <c>tests/plugins/go-host</c>, a host on HashiCorp's library.</summary>
internal static class GoHost
{
    private const string Folder = "tests/plugins/go-host";

    private static readonly string s_program = Repository.ProgramAt($"{Folder}/bin/go-host");

    /// <summary>Calls a plugin for the stack dev, or skips the test if the host is not built.</summary>
    /// <param name="plugin">The plugin to call.</param>
    /// <param name="mtls">Always offers AutoMTLS, and cannot do without it; anything else does not offer it.</param>
    /// <param name="temporary">The host's and the plugin's folder for temporary files.</param>
    public static async Task<RunResult> AskAsync(DevEnvPlugin plugin, MtlsMode mtls, TemporaryFolder temporary)
    {
        Assert.SkipUnless(File.Exists(s_program), $"{Folder}/bin/go-host is missing: run {Folder}/build-debian.sh");
        string request = JsonSerializer.Serialize(new
        {
            programConfig = new { backendUrl = "s3://program", passphrase = "program" },
            stackConfig = new { passphrase = "" },
            stackName = "dev",
        });
        string flag = mtls == MtlsMode.Always ? "-mtls=true" : "-mtls=false";
        var start = new ProcessStartInfo(s_program, [flag, "-request", request, plugin.Command, .. plugin.Arguments])
        {
            Environment = { ["TMPDIR"] = temporary.Root },
        };
        return await Programs.RunAsync(start);
    }
}
