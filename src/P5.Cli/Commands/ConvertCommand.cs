using System.CommandLine;
using System.CommandLine.Parsing;
using P5.GoPlugin;
using P5.Host;
using P5.Migration;

namespace P5.Cli;

/// <summary><c>p5env convert</c>: converts a configuration with WASM plugins.</summary>
internal sealed class ConvertCommand : P5Command
{
    private readonly Argument<string> _path = new("path")
    {
        Description = "The file, or a folder with a p5.toml, Pulumi.yaml or stack files.",
    };

    private readonly Option<bool> _recurse = new("--recurse", "-r")
    {
        Description = "Include subfolders, except .git, node_modules, bin, obj and links.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _inPlace = new("--in-place", "-i")
    {
        Description = "Replace the files and save the originals with the extension .bak.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the result to this file.",
        HelpName = "file",
    };

    private readonly Option<Dictionary<string, string>> _commandMap = new("--command-map", "-m")
    {
        Description = "The cmd of a plugin, by its name or its complete old source. Can be repeated.",
        HelpName = "name=cmd",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = ReadCommandMap,
    };

    private readonly Option<string?> _binDirectory = new("--bin-directory", "-b")
    {
        Description =
            "The folder with the executables of plugins that came from git or a URL. Default: they are on PATH.",
        HelpName = "folder",
    };

    public ConvertCommand(Interruption interruption)
        : base(
            "convert",
            "Converts a configuration from WASM plugins to executables. Prints the difference and writes nothing "
                + "unless --in-place or --output is given. Exits with 3 if plugins must be converted manually.",
            interruption)
    {
        _commandMap.Arity = ArgumentArity.OneOrMore;
        Arguments.Add(_path);
        Options.Add(_recurse);
        Options.Add(_inPlace);
        Options.Add(_output);
        Options.Add(_commandMap);
        Options.Add(_binDirectory);
        AddCommonOptions();
        Validators.Add(result =>
        {
            if (result.GetResult(_inPlace) is not null && result.GetResult(_output) is not null)
            {
                result.AddError("--in-place and --output cannot be combined.");
            }
        });
    }

    protected override Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        bool failed = false;
        int notConverted = 0;
        string path = Path.GetFullPath(parsed.GetRequiredValue(_path));
        var options = new ConversionOptions
        {
            CommandMap = parsed.GetValue(_commandMap),
            BinDirectory = parsed.GetValue(_binDirectory),
            DiffDirectory = ConfigFiles.DiffDirectoryOf(path, Environment.CurrentDirectory),
        };
        IEnumerable<string> files = ConfigFiles.Find(path, parsed.GetValue(_recurse), Fail);
        if (parsed.GetValue(_output) is not null && (files = [.. files]).Count() > 1)
        {
            report.Error($"--output works with one file, but {files.Count()} files match.");
            return Task.FromResult(ExitCodes.Failure);
        }

        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                notConverted += Convert(file, options, parsed, report);
            }
            catch (P5Exception exception)
            {
                Fail(exception);
            }
        }

        return Task.FromResult(
            failed ? ExitCodes.Failure : notConverted > 0 ? ExitCodes.Incomplete : ExitCodes.Success);

        void Fail(P5Exception exception)
        {
            failed = true;
            report.Error(exception);
        }
    }

    /// <returns>The number of plugins that must be converted manually.</returns>
    private int Convert(string file, ConversionOptions options, ParseResult parsed, Report report)
    {
        ConfigConversion conversion = Interruption.EndAtOnce(() => ConfigConverter.Convert(file, options));
        foreach (string warning in conversion.Warnings)
        {
            report.Warning(warning);
        }

        foreach (PluginConversion plugin in conversion.Plugins)
        {
            report.Verbose($"{plugin.Name}: {plugin.Old} becomes {plugin.New}");
        }

        if (!conversion.Changed)
        {
            report.Verbose($"{conversion.Path} needs no conversion");
        }

        string? output = parsed.GetValue(_output);
        if (parsed.GetValue(_inPlace) || output is not null)
        {
            ConfigConverter.Write(conversion, output);
        }
        else
        {
            // A pipe may lead to git apply.
            string diff = Console.IsOutputRedirected ? conversion.Diff : SafeText.Lines(conversion.Diff);
            parsed.InvocationConfiguration.Output.Write(diff);
        }

        return conversion.NotConverted.Count;
    }

    /// <summary>
    /// A command may contain '=' and so may a URL; the first one divides, and such a URL's plugin is given by its name.
    /// </summary>
    private static Dictionary<string, string> ReadCommandMap(ArgumentResult result)
    {
        var map = new Dictionary<string, string>();
        foreach (string entry in result.Tokens.Select(token => token.Value))
        {
            string[] parts = entry.Split('=', 2);
            if (parts.Length < 2 || parts.Any(string.IsNullOrWhiteSpace))
            {
                result.AddError($"'{entry}' does not have the form name=cmd.");
            }
            else if (!map.TryAdd(parts[0], parts[1]))
            {
                result.AddError($"'{parts[0]}' has two commands in --command-map.");
            }
        }

        return map;
    }
}
