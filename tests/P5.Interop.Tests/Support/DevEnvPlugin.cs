using System.ComponentModel;
using System.Diagnostics;
using P5.GoPlugin;

namespace P5.Interop.Tests;

/// <summary>The dev-env plugin of one language, as a user would name it in p5.toml.</summary>
/// <param name="Command">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record DevEnvPlugin(string Command, IReadOnlyList<string> Arguments)
{
    private const string Folder = "examples/plugins";
    private const string Native = "artifacts/native/dev-env";

    private static readonly Lazy<string?> s_missingForPython = new(FindMissingForPython);
    private static readonly Lazy<string?> s_missingForNode = new(FindMissingForNode);

    /// <summary>The table: all languages in plain text, and with AutoMTLS those that serve it.</summary>
    public static TheoryData<PluginLanguage, MtlsMode> Connections => new()
    {
        { PluginLanguage.CSharp, MtlsMode.Never },
        { PluginLanguage.CSharp, MtlsMode.Always },
        { PluginLanguage.CSharpNative, MtlsMode.Never },
        { PluginLanguage.CSharpNative, MtlsMode.Always },
        { PluginLanguage.Go, MtlsMode.Never },
        { PluginLanguage.Go, MtlsMode.Always },
        { PluginLanguage.Python, MtlsMode.Never },
        { PluginLanguage.Python, MtlsMode.Always },
        { PluginLanguage.Node, MtlsMode.Never },
    };

    /// <summary>As the other, and skips the test if this machine lacks what a connection needs.</summary>
    public static DevEnvPlugin Require(PluginLanguage language, MtlsMode mtls)
    {
        Assert.SkipWhen(Wine.IsRunning && mtls == MtlsMode.Always, Wine.HasNoKeys);
        return Require(language);
    }

    /// <summary>Takes a language's plugin, or skips the test with what this machine lacks for it.</summary>
    public static DevEnvPlugin Require(PluginLanguage language)
    {
        DevEnvPlugin plugin = language switch
        {
            PluginLanguage.CSharp => new(Repository.ProgramAt($"{Folder}/dev-env-csharp/bin/dev-env"), []),
            PluginLanguage.CSharpNative => new(Repository.ProgramAt($"{Native}/dev-env"), []),
            PluginLanguage.Go => new(Repository.ProgramAt($"{Folder}/dev-env-go/bin/dev-env"), []),
            PluginLanguage.Python => new(Repository.PathOf($"{Folder}/dev-env-python/dev-env"), []),
            PluginLanguage.Node => new(Repository.PathOf($"{Folder}/dev-env-node/dev-env"), []),
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };
        string? missing = language switch
        {
            PluginLanguage.CSharpNative or PluginLanguage.Python or PluginLanguage.Node when Wine.IsRunning =>
                "The plugins that are run in Wine are those in C# and Go.",
            PluginLanguage.CSharpNative when !File.Exists(plugin.Command) =>
                $"{Native}/dev-env is missing: run 'dotnet publish {Folder}/dev-env-csharp -r SYSTEM -o {Native}'",
            PluginLanguage.Go when !File.Exists(plugin.Command) =>
                $"{Folder}/dev-env-go/bin/dev-env is missing: build it as {Folder}/dev-env-go/README.md says",
            PluginLanguage.Python => s_missingForPython.Value,
            PluginLanguage.Node => s_missingForNode.Value,
            _ => null,
        };
        if (missing is not null)
        {
            Assert.Skip(missing);
        }

        return plugin;
    }

    private static string? FindMissingForPython()
    {
        const string Plugin = $"{Folder}/dev-env-python";
        string python = Repository.PathOf(
            OperatingSystem.IsWindows() ? $"{Plugin}/.venv/Scripts/python.exe" : $"{Plugin}/.venv/bin/python");
        if (!Succeeds(python, "-c", "import grpc, google.protobuf, cryptography"))
        {
            return $"{python} is missing, or its packages grpcio, protobuf and cryptography: see {Plugin}/README.md";
        }

        return File.Exists(Repository.PathOf($"{Plugin}/p5plugin/plugin_pb2.py"))
            ? null
            : $"{Plugin}/p5plugin/plugin_pb2.py is missing: run {Plugin}/generate.py";
    }

    private static string? FindMissingForNode()
    {
        const string Plugin = $"{Folder}/dev-env-node";
        if (!Succeeds("node", "--version"))
        {
            return "node is missing: install Node.js 18 or later";
        }

        return Directory.Exists(Repository.PathOf($"{Plugin}/node_modules"))
            ? null
            : $"{Plugin}/node_modules is missing: run 'npm ci' in {Plugin}";
    }

    private static bool Succeeds(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
