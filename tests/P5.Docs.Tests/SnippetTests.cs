using System.Diagnostics;
using System.Reflection;
using P5.GoPlugin;
using P5.GoPlugin.Checks;

namespace P5.Docs.Tests;

/// <summary>
/// The C# of the pages for authors of plugins and hosts, compiled by the SDK's compiler against the libraries.
/// </summary>
public sealed class SnippetTests
{
    /// <summary>What a console project has with ImplicitUsings.</summary>
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Each program of a page, by its number on the page from 0.</summary>
    public static TheoryData<string, int> PagePrograms
    {
        get
        {
            var data = new TheoryData<string, int>();
            string[] pages =
            [
                "README.md", "docs/go-plugin-host.md", "docs/migration.md", "docs/plugins.md",
                "src/P5.Plugin/README.md",
            ];
            foreach (string page in pages)
            {
                for (int number = 0; number < Snippets(page).Count(IsProgram); number++)
                {
                    data.Add(page, number);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PagePrograms))]
    public async Task Program_OfAPage_CompilesWithThePagesOtherFiles(string page, int number)
    {
        string program = Snippets(page).Where(IsProgram).ElementAt(number);
        using var folder = new SnippetFolder();
        folder.Write([ImplicitUsings, program, .. Snippets(page).Where(text => !IsProgram(text))]);

        RunResult result = await folder.CompileAsync();

        result.ShouldSucceed().ShouldBeEmpty();
    }

    [Fact]
    public void Contract_OfThePages_IsTheOneThatTheirProgramsAreCompiledWith() =>
        MarkdownDocument.Read("docs/go-plugin-host.md").Snippets.Single(snippet => snippet.Language == "proto").Text
            .ShouldBe(string.Join(
                '\n', File.ReadAllLines(Repository.PathOf("examples/go-plugin-kv/proto/kv.proto"))));

    [Fact]
    public async Task RuleOfThePage_PluginWithoutTheValue_PassesAsItRecommends()
    {
        using var folder = new SnippetFolder();
        folder.Write(
            [ImplicitUsings, Snippets("docs/go-plugin-host.md").Single(text => text.Contains(": CallRule("))]);
        (await folder.CompileAsync()).ShouldSucceed();
        var rule = (CallRule)Activator.CreateInstance(folder.LoadAssembly().GetType("GetRule", throwOnError: true)!)!;

        List<ConformanceCheck> checks = await ConformanceSuite.RunAsync(new ConformanceOptions
        {
            Plugin = new PluginClientOptions
            {
                Command = Repository.ProgramAt("examples/go-plugin-kv/plugin-csharp/bin/kv"),
                Environment = new Dictionary<string, string?> { ["KV_FOLDER"] = folder.Root },
                Handshake = new HandshakeConfig("KV_PLUGIN", "hello", ProtocolVersions: [1]),
            },
            Service = "example.kv.KV",
            Rules = [rule],
        }).ToListAsync();

        ConformanceCheck check = checks.Single(check => check.Id == rule.Id);
        (check.Outcome, check.Evidence).ShouldBe((CheckOutcome.Pass, "Get was answered with NOT_FOUND"));
    }

    /// <summary>A plugin's program serves it; each fence for hosts is a program of its own.</summary>
    private static bool IsProgram(string text) =>
        text.Contains("PluginServer.ServeAsync(", StringComparison.Ordinal)
        || text.Contains("using P5.GoPlugin", StringComparison.Ordinal);

    private static IEnumerable<string> Snippets(string page) =>
        MarkdownDocument.Read(page).Snippets
            .Where(snippet => snippet.Language == "csharp")
            .Select(snippet => snippet.Text);

    /// <summary>A folder with sources, compiled with everything that this test itself may reference.</summary>
    private sealed class SnippetFolder : IDisposable
    {
        private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

        private readonly TemporaryFolder _folder = new();

        public string Root => _folder.Root;

        public void Dispose() => _folder.Dispose();

        /// <summary>Loads what was compiled, without a lock on the file.</summary>
        public Assembly LoadAssembly() => Assembly.Load(File.ReadAllBytes(_folder.PathOf("snippets.dll")));

        public void Write(IReadOnlyList<string> sources)
        {
            IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(file => Path.GetFileName(file) != "P5.Docs.Tests.dll");
            string[] arguments =
            [
                "-nologo", "-warnaserror", "-nowarn:1701,1702", "-nullable:enable", "-target:exe",
                $"-out:\"{_folder.PathOf("snippets.dll")}\"",
                $"-analyzer:\"{BuildMetadata.Get(typeof(SnippetTests), "LoggingGenerator")}\"",
                .. references.Select(file => $"-reference:\"{file}\""),
                .. sources.Select((_, index) => $"\"{_folder.PathOf($"{index}.cs")}\""),
            ];
            _folder.Write("snippets.rsp", string.Join('\n', arguments));
            for (int index = 0; index < sources.Count; index++)
            {
                _folder.Write($"{index}.cs", sources[index]);
            }
        }

        public Task<RunResult> CompileAsync()
        {
            string compiler = BuildMetadata.Get(typeof(SnippetTests), "Compiler");
            string[] arguments = ["exec", compiler, "-noconfig", $"@{_folder.PathOf("snippets.rsp")}"];
            return Programs.RunAsync(new ProcessStartInfo(PwshProcess.DotNetHost, arguments), limit: s_limit);
        }
    }
}
