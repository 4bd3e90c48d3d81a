using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace P5.Plugin.Tests;

/// <summary>The C# of the pages for authors of plugins and hosts, compiled by the SDK's compiler against the libraries.</summary>
public sealed partial class SnippetTests
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
    public static TheoryData<string, int> Programs
    {
        get
        {
            var data = new TheoryData<string, int>();
            string[] pages =
            [
                "README.md", "docs/go-plugin-host.md", "docs/migration.md", "docs/plugins.md", "src/P5.Plugin/README.md",
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
    [MemberData(nameof(Programs))]
    public async Task Program_OfAPage_CompilesWithThePagesOtherFiles(string page, int number)
    {
        string program = Snippets(page).Where(IsProgram).ElementAt(number);
        using var folder = new SnippetFolder();
        await folder.WriteAsync([ImplicitUsings, program, .. Snippets(page).Where(text => !IsProgram(text))]);

        string messages = await folder.CompileAsync();

        messages.ShouldBeEmpty();
    }

    /// <summary>A plugin's program serves it; each fence for hosts is a program of its own.</summary>
    private static bool IsProgram(string text) =>
        text.Contains("PluginServer.ServeAsync(", StringComparison.Ordinal)
        || text.Contains("using P5.GoPlugin", StringComparison.Ordinal);

    private static IEnumerable<string> Snippets(string page) =>
        Fence().Matches(File.ReadAllText(Path.Combine(Metadata("RepositoryFolder"), page)).ReplaceLineEndings("\n"))
            .Select(match => match.Groups["text"].Value);

    private static string Metadata(string key) =>
        typeof(SnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == key).Value!;

    [GeneratedRegex("^```csharp\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    /// <summary>A folder with sources, compiled with all that this test itself may reference.</summary>
    private sealed class SnippetFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p5snippets");

        public void Dispose() => _folder.Delete(recursive: true);

        public async Task WriteAsync(IReadOnlyList<string> sources)
        {
            IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(file => Path.GetFileName(file) != "P5.Plugin.Tests.dll");
            await File.WriteAllLinesAsync(
                PathOf("snippets.rsp"),
                [
                    "-nologo", "-warnaserror", "-nowarn:1701,1702", "-nullable:enable", "-target:exe", $"-out:\"{PathOf("snippets.dll")}\"",
                    $"-analyzer:\"{Metadata("LoggingGenerator")}\"",
                    .. references.Select(file => $"-reference:\"{file}\""),
                    .. sources.Select((_, index) => $"\"{PathOf($"{index}.cs")}\""),
                ]);
            for (int index = 0; index < sources.Count; index++)
            {
                await File.WriteAllTextAsync(PathOf($"{index}.cs"), sources[index]);
            }
        }

        /// <summary>Gives the compiler's messages; "" where there are none.</summary>
        public async Task<string> CompileAsync()
        {
            using Process compiler = Process.Start(
                new ProcessStartInfo(Metadata("DotNetHost"), ["exec", Metadata("Compiler"), "-noconfig", $"@{PathOf("snippets.rsp")}"])
                {
                    RedirectStandardOutput = true,
                })!;
            string messages = await compiler.StandardOutput.ReadToEndAsync();
            await compiler.WaitForExitAsync();
            return compiler.ExitCode == 0 ? messages : $"exit code {compiler.ExitCode}\n{messages}";
        }

        private string PathOf(string name) => Path.Combine(_folder.FullName, name);
    }
}
