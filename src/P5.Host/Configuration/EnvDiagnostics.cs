using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// Checks the configuration of <c>env</c> and the files that it names. Runs no command, and reports no part of a file.
/// </summary>
/// <param name="plugin">The plugin.</param>
/// <param name="workspace">Full path of the workspace.</param>
/// <param name="report">Reports findings at the plugin's settings.</param>
/// <param name="diagnostics">Receives the findings in files.</param>
/// <param name="surroundings">Where commands are looked for; null not to look for them.</param>
internal sealed class EnvDiagnostics(
    PluginConfiguration plugin,
    string workspace,
    PluginDiagnostics report,
    DiagnosticBag diagnostics,
    SourceSurroundings? surroundings)
{
    private readonly string _prefix = $"Plugin '{plugin.Name}': ";

    /// <summary>Checks the inputs of the program and of the stack.</summary>
    public void Check()
    {
        if (Check("config", plugin.ProgramConfig) + Check("stack config", plugin.StackConfig) == 0)
        {
            report.Error(DiagnosticIds.EnvConfigInvalid, $"{_prefix}{EnvSource.NoInput}.", EnvSource.NoInputFix, []);
        }
    }

    // The list and the keys beside it are parsed separately, so that each error has its own position.
    private int Check(string table, IReadOnlyDictionary<string, string> config) =>
        config
            .GroupBy(pair => pair.Key == EnvInputParser.ListKey)
            .Sum(part => Check(table, part.ToDictionary()));

    private int Check(string table, Dictionary<string, string> part)
    {
        string[] settings =
        [
            .. part.Keys
                .OrderBy(key => key != EnvInputParser.TypeKey)
                .ThenBy(key => key, StringComparer.Ordinal)
                .Select(key => KeyPath.Append(table, key)),
        ];
        int problems = 0;
        IReadOnlyList<EnvInput> inputs = EnvInputParser.Parse(part, problem =>
        {
            problems++;
            report.Error(
                DiagnosticIds.EnvConfigInvalid,
                $"{_prefix}{problem.Message}.",
                problem.Fix ?? SourceDiagnostics.CorrectConfig,
                [.. PlacesOf(table, problem.Setting), .. settings],
                problem.Message);
        });
        foreach (EnvInput input in inputs)
        {
            Check(input, table, [$"{table}.{input.Setting}", .. settings]);
        }

        return inputs.Count + problems;
    }

    /// <summary>The key, else the source that lacks it.</summary>
    private static IEnumerable<string> PlacesOf(string table, string setting)
    {
        string place = $"{table}.{setting}";
        return [place, place[..(place.LastIndexOf(']') + 1)]];
    }

    private void Check(EnvInput input, string config, string[] settings)
    {
        foreach (UnusedKey unused in input.UnusedKeys)
        {
            string setting = KeyOf(input, unused.Key);
            report.Warn(
                DiagnosticIds.KeyNotUsed,
                $"{_prefix}{setting} is not used: {unused.Reason}.",
                unused.Fix,
                [$"{config}.{setting}", .. settings],
                setting);
        }

        switch (input)
        {
            case FileInput file:
                CheckFile(file, settings);
                break;
            case StaticInput table:
                CheckNames(table, settings);
                CheckPaths(table);
                break;
            case ExecInput command when FindMissing(command) is { } problem:
                report.Warn(
                    DiagnosticIds.SourceNotAvailable,
                    $"{_prefix}{problem.Message}.",
                    problem.Fix!,
                    [.. PlacesOf(config, problem.Setting), .. settings]);
                break;
        }
    }

    private SourceException? FindMissing(ExecInput command)
    {
        if (surroundings is null)
        {
            return null;
        }

        return SourceSurroundings.FindFolderProblem(
                KeyOf(command, EnvInputParser.DirectoryKey), command, workspace)
            ?? surroundings.FindProblem(KeyOf(command, command.CommandKey), command, workspace);
    }

    private static string KeyOf(EnvInput input, string key) =>
        input.Setting.Length == 0 ? key : $"{input.Setting}.{key}";

    private void CheckNames(StaticInput table, string[] settings)
    {
        string[] problems =
        [
            .. table.Variables.Select(pair => VariableRules.Problem(pair.Key, pair.Value))
                .Append(VariableRules.CountProblem(table.Variables.Count))
                .Append(VariableRules.NameProblem(table.Variables))
                .OfType<string>()
                .Distinct(),
        ];
        foreach (string problem in problems)
        {
            report.Error(
                DiagnosticIds.EnvConfigInvalid,
                $"{_prefix}vars contains {problem}.",
                "Correct the names and values in vars.",
                settings,
                problem);
        }

        if (problems.Length > 0)
        {
            return;
        }

        string[] unusual = [.. table.Variables.Keys.Where(name => !IsUsual(name)).Select(name => $"'{name}'")];
        if (unusual.Length > 0)
        {
            report.Warn(
                DiagnosticIds.EnvNameUnusual,
                $"{_prefix}shells cannot set variables named {SafeText.Truncate(string.Join(", ", unusual))}.",
                "Use letters, digits and '_', and begin with a letter or '_'.",
                settings);
        }
    }

    /// <summary>Reports values that are paths, but are to be the contents of files.</summary>
    private void CheckPaths(StaticInput table)
    {
        IReadOnlyList<string> files = plugin.Get(PluginOptions.Files);
        foreach ((string name, string value) in table.Variables)
        {
            if (files.Contains(name, VariableRules.NameComparer) && IsPath(value))
            {
                report.Warn(
                    DiagnosticIds.FileContentIsPath,
                    $"{_prefix}files has {name}, but its value in vars is a path: the program reads a file that "
                        + "contains this path.",
                    $"Remove {name} from files, so that the program gets the path.",
                    [PluginOptions.Files.Key],
                    name);
            }
        }
    }

    private static bool IsPath(string value) =>
        !value.AsSpan().TrimEnd().Contains('\n')
        && (value is ['/', ..] or ['~', '/', ..]
            || (value is [_, ':', '/' or '\\', ..] && char.IsAsciiLetter(value[0])));

    /// <summary>Windows itself has names such as <c>ProgramFiles(x86)</c>.</summary>
    private static bool IsUsual(string name) =>
        VariableRules.IsTextName(name.Replace('(', '_').Replace(')', '_'));

    private void CheckFile(FileInput file, string[] settings)
    {
        string path = file.PathIn(workspace);
        try
        {
            if (file.ReadContent(path).Bytes is { } bytes)
            {
                CheckText(path, VariableText.Parse(bytes));
            }
            else if (Directory.Exists(path))
            {
                Report(
                    DiagnosticSeverity.Error,
                    DiagnosticIds.EnvFileInvalid,
                    path,
                    line: null,
                    $"the file is a folder, but {report.PlaceOf(settings)} names it as a source",
                    "Name a file in path.");
            }
            else if (!file.IsOptional)
            {
                Report(
                    DiagnosticSeverity.Warning,
                    DiagnosticIds.EnvFileNotFound,
                    path,
                    line: null,
                    $"the file does not exist, but {report.PlaceOf(settings)} names it as a source",
                    "Create it, or set optional = true if it may be missing.");
            }
        }
        catch (VariableTextException exception)
        {
            Report(
                DiagnosticSeverity.Error,
                DiagnosticIds.EnvFileInvalid,
                path,
                exception.Line,
                exception.WithoutText,
                ConfigurationDiagnostic.Correct(path, exception.Line));
        }
        catch (StrangersFileException exception)
        {
            Report(
                DiagnosticSeverity.Error,
                DiagnosticIds.OwnerNotTrusted,
                path,
                line: null,
                $"the file is not read: its owner is {exception.Stranger}, not you",
                FileOwner.Advice(exception.Stranger));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(
                DiagnosticSeverity.Error,
                DiagnosticIds.EnvFileInvalid,
                path,
                line: null,
                $"the file cannot be read: {exception.Message.TrimEnd('.')}",
                ConfigurationDiagnostic.Correct(path, line: null));
        }
    }

    private void CheckText(string path, VariableText text)
    {
        int count = text.Variables.Select(variable => variable.Key).Distinct().Count();
        if (VariableRules.CountProblem(count) is { } problem)
        {
            Report(
                DiagnosticSeverity.Error,
                DiagnosticIds.EnvFileInvalid,
                path,
                line: null,
                $"the file has {problem}",
                "Remove variables, or split the file between several plugins.");
        }

        ReportDifferences(path, text.Differences);
    }

    /// <summary>Reports each kind once, because a file may contain it on every line.</summary>
    private void ReportDifferences(string path, IReadOnlyList<ReadingDifference> differences)
    {
        foreach (IGrouping<int, ReadingDifference> line in differences
            .DistinctBy(found => found.Kind)
            .GroupBy(found => found.Line))
        {
            (string Problem, string Fix)[] all = [.. line.Select(found => Describe(found.Kind))];
            Report(
                DiagnosticSeverity.Warning,
                DiagnosticIds.EnvFileReadDifferently,
                path,
                line.Key,
                $"p5 itself {string.Join(", and ", all.Select(one => one.Problem))}",
                string.Join(' ', all.Select(one => one.Fix)));
        }
    }

    private static (string Problem, string Fix) Describe(ReadingDifferenceKind kind) => kind switch
    {
        ReadingDifferenceKind.Export => ("treats 'export' as part of the name", "Remove export."),
        ReadingDifferenceKind.Comment =>
            ("treats the comment after the value as part of it",
                "Move the comment to its own line, or quote the value if '#' is part of it."),
        ReadingDifferenceKind.Escape =>
            ("does not replace the escapes between double quotes",
                "Use single quotes if the backslash is part of the value."),
        _ =>
            ("reads only the first line of a value of several lines",
                "Use another source if p5 itself must read the value."),
    };

    private void Report(DiagnosticSeverity severity, string id, string path, int? line, string problem, string fix) =>
        diagnostics.Add(new ConfigurationDiagnostic
        {
            Severity = severity,
            Id = id,
            File = path,
            Line = line,
            Column = line is null ? null : 1,
            Plugin = plugin.Name,
            Message = $"{_prefix}{problem}.",
            Fix = fix,
            IsHarmless = true,
        });
}
