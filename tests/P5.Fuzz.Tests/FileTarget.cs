using System.Text;
using P5.Host;
using P5.Migration;
using P5.Sources;

namespace P5.Fuzz.Tests;

/// <summary>
/// Mutates a file of a workspace, and then loads, checks and converts the workspace and reads its variables, as the
/// cmdlets do.
/// </summary>
internal sealed class FileTarget : IFuzzTarget
{
    private const string Stack = "dev";
    private const string ReattachFile = "reattach.json";

    private static readonly Dictionary<string, byte[]>[] s_workspaces =
    [
        .. Directory.GetDirectories(Repository.PathOf("tests/P5.Fuzz.Tests/Corpus"))
            .Order(StringComparer.Ordinal)
            .Select(folder => Directory.GetFiles(folder)
                .Order(StringComparer.Ordinal)
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes)),
    ];

    private static readonly byte[][] s_files = [.. s_workspaces.SelectMany(workspace => workspace.Values)];

    public string Name => "files";

    public int Parallelism => Environment.ProcessorCount;

    public async Task RunAsync(FuzzCase fuzzCase)
    {
        Dictionary<string, byte[]> files = new(fuzzCase.Mutator.Any(s_workspaces));
        string mutated = fuzzCase.Mutator.Any([.. files.Keys]);
        files[mutated] = fuzzCase.Mutator.MutateFile(files[mutated], fuzzCase.Mutator.Any(s_files));
        foreach ((string name, byte[] bytes) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(fuzzCase.Folder, name), bytes);
        }

        if (fuzzCase.Random.Next(100) == 0)
        {
            await WriteExecSourceAsync(fuzzCase.Folder, mutated);
        }

        WorkspaceConfiguration? configuration = await fuzzCase.StepAsync(
            "loading", () => Task.FromResult(Load(fuzzCase)));
        await fuzzCase.StepAsync("checking", () => Task.FromResult(Check(fuzzCase)));
        foreach (string name in files.Keys.Where(name => ConfigFiles.StageOf(name) is not null))
        {
            await fuzzCase.StepAsync($"converting {name}", () => Task.FromResult(Convert(fuzzCase, name)));
        }

        if (configuration is not null && files.TryGetValue(ReattachFile, out byte[]? json))
        {
            await fuzzCase.StepAsync("attaching", () => Task.FromResult(Attach(fuzzCase, configuration, json)));
        }

        if (configuration is { StackError: null } && IsSafe(configuration, fuzzCase.Folder))
        {
            await fuzzCase.StepAsync("reading variables", () => ReadVariablesAsync(fuzzCase, configuration));
        }
    }

    /// <summary>Replaces the configuration by a command that prints the mutated file.</summary>
    private static async Task WriteExecSourceAsync(string folder, string file) => await File.WriteAllTextAsync(
        Path.Combine(folder, "p5.toml"),
        $"""
        [plugins.env.config]
        command = ['{PuppetProcess.File}', '{PuppetProcess.PrintArgument}', '{file}']
        """);

    private static WorkspaceConfiguration? Load(FuzzCase fuzzCase)
    {
        try
        {
            WorkspaceConfiguration configuration = Host.P5Host.LoadConfiguration(fuzzCase.Folder, Stack);
            fuzzCase.Note(configuration.StackError is null ? "loaded" : "loaded without the stack");
            return configuration;
        }
        catch (P5Exception failure)
        {
            fuzzCase.Note($"loading: {failure.ErrorId}", failure.Message);
            return null;
        }
    }

    private static bool Check(FuzzCase fuzzCase)
    {
        foreach (ConfigurationDiagnostic found in new ConfigurationChecker().Check(fuzzCase.Folder, stackName: null))
        {
            fuzzCase.Note(found.Id, found.Message);
            if (found.Line < 1 || found.Column < 1)
            {
                throw new FuzzException($"{found.Id} is at line {found.Line}, column {found.Column}");
            }
        }

        return true;
    }

    /// <summary>Converts the file, and converts the result, which must not change again.</summary>
    private static bool Convert(FuzzCase fuzzCase, string name)
    {
        var options = new ConversionOptions();
        try
        {
            ConfigConversion conversion = ConfigConverter.Convert(Path.Combine(fuzzCase.Folder, name), options);
            fuzzCase.Note(conversion.Changed ? "converted" : "not converted");
            foreach (string warning in conversion.Warnings)
            {
                fuzzCase.Note("conversion warns", warning);
            }

            if (conversion.Changed)
            {
                DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(fuzzCase.Folder, "new"));
                string converted = Path.Combine(folder.FullName, name);
                ConfigConverter.Write(conversion, converted);
                if (ConfigConverter.Convert(converted, options).Changed)
                {
                    throw new FuzzException("a converted file is converted again");
                }
            }
        }
        catch (P5Exception failure)
        {
            fuzzCase.Note($"converting: {failure.ErrorId}", failure.Message);
        }

        return true;
    }

    private static bool Attach(FuzzCase fuzzCase, WorkspaceConfiguration configuration, byte[] json)
    {
        try
        {
            Reattachments.Apply(configuration, Encoding.UTF8.GetString(json));
            fuzzCase.Note("attached");
        }
        catch (P5Exception failure)
        {
            fuzzCase.Note($"attaching: {failure.ErrorId}", failure.Message);
        }

        return true;
    }

    /// <summary>Whether the variables can be read without running a command that a mutation has written.</summary>
    private static bool IsSafe(WorkspaceConfiguration configuration, string folder)
    {
        if (!configuration.Plugins.TryGetValue(EnvSource.SourceName, out PluginConfiguration? plugin))
        {
            return false;
        }

        try
        {
            return EnvInputParser.Parse(plugin.ProgramConfig)
                .Concat(EnvInputParser.Parse(plugin.StackConfig))
                .OfType<ExecInput>()
                .All(exec => exec.Command == PuppetProcess.File);
        }
        catch (SourceException)
        {
            return true;
        }
    }

    private static async Task ReadVariablesAsync(FuzzCase fuzzCase, WorkspaceConfiguration configuration)
    {
        var options = new AuthenticationOptions
        {
            PluginNames = new HashSet<string> { EnvSource.SourceName },
            Force = true,
        };
        await using var host = new Host.P5Host();
        await foreach (AuthenticationResult result in host.AuthenticateAsync(configuration, options))
        {
            CredentialCheck.Check(fuzzCase, result, host);
        }
    }
}
