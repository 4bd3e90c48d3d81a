using P5.Sources;

namespace P5.Host;

/// <summary>
/// The built-in source <c>command</c>: what a command prints, as several variables or as the value of one.
/// </summary>
internal sealed class CommandSource() : BuiltInSource("command")
{
    private const string Command = "command";
    private const string Folder = "dir";
    private const string Variable = "variable";
    private const string Names = "names";
    private const string Lifetime = "lifetime";

    /// <inheritdoc />
    public override IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(Command, SettingKind.Texts, "The executable and its arguments.", IsRequired: true),
        new(Folder, SettingKind.Text, "The folder in which the command runs, relative to the workspace."),
        new(Variable, SettingKind.Text, "The variable that gets the whole output.") { NamesVariables = true },
        new(Names, SettingKind.Texts, "The variables to use, each of which must be in the output.")
        {
            NamesVariables = true,
        },
        new(Lifetime, SettingKind.Duration, "How long the answer is valid."),
    ];

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack)
    {
        string origin = plugin.StackConfig.ContainsKey(Command) || plugin.StackConfig.ContainsKey(Folder)
            ? $"{plugin.Name} ({stack})"
            : plugin.Name;
        try
        {
            SourceSettings settings = ReadSettings(plugin.ProgramConfig, plugin.StackConfig);
            return [$"{origin}: {Command} {InputOf(settings).CommandLine}"];
        }
        catch (SourceException exception)
        {
            // Nothing is run then: the plugin's call fails with this text.
            return [$"{origin}: nothing: {exception.InOneLine}"];
        }
    }

    /// <inheritdoc />
    protected override void Validate(SourceSettings settings) => SourceException.CheckAll(
        () =>
        {
            if (settings.Texts(Command) is { } command
                && (command[0].Length == 0 || command.Any(word => word.Contains('\0'))))
            {
                throw SettingRules.Wrong(Command, "must begin with an executable, and cannot contain a NUL character");
            }
        },
        () =>
        {
            if (settings.Has(Variable) && settings.Has(Names))
            {
                throw SettingRules.Excluding(
                    Variable, Names, ": the output is one value, or has several variables");
            }
        },
        () =>
        {
            IEnumerable<string> names = settings.Texts(Names) ?? [];
            if (names.GroupBy(name => name, VariableRules.NameComparer).FirstOrDefault(group => group.Count() > 1)
                is { } several)
            {
                throw SettingRules.Wrong(
                    Names, $"contains {several.Key} more than once", $"Remove the repeated name from {Names}.");
            }
        });

    /// <inheritdoc />
    protected override IReadOnlyCollection<string>? ListNames(SourceSettings settings) =>
        settings.Has(Variable) || settings.Has(Names) ? base.ListNames(settings) : null;

    /// <inheritdoc />
    protected override IEnumerable<SourceException> FindMissing(
        SourceSettings settings, string workspace, SourceSurroundings surroundings) =>
        FindProblem(InputOf(settings), workspace, surroundings.Environment) is { } problem ? [problem] : [];

    /// <inheritdoc />
    protected override async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        SourceSettings settings = ReadSettings(request);
        ExecInput input = InputOf(settings);
        if (FindProblem(input, context.WorkspaceDirectory, context.Environment) is { } problem)
        {
            throw problem;
        }

        EnvVariables read = settings.Text(Variable) is { } variable
            ? await input.ReadValueAsync(variable, context, cancellationToken).ConfigureAwait(false)
            : await input.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        input.RequireValid(read, context);
        DateTimeOffset? end = context.TimeProvider.GetUtcNow() + settings.Duration(Lifetime);
        return CredentialResult.Granted(
            Select(input, read.Variables, settings.Texts(Names)), context.SecondsUntil(Earlier(read.ExpiresAt, end)));
    }

    private static SourceException? FindProblem(
        ExecInput input, string workspace, IReadOnlyDictionary<string, string> environment) =>
        SourceSurroundings.FindFolderProblem(Folder, input, workspace)
            ?? SourceSurroundings.FindProblem(Command, input, workspace, environment);

    private static ExecInput InputOf(SourceSettings settings)
    {
        IReadOnlyList<string> command = settings.Texts(Command)!;
        return new ExecInput(command[0], [.. command.Skip(1)], settings.Text(Folder)) { Noun = Command };
    }

    private static Dictionary<string, string> Select(
        ExecInput input, IEnumerable<KeyValuePair<string, string>> read, IReadOnlyList<string>? names)
    {
        var variables = new Dictionary<string, string>(VariableRules.NameComparer);
        foreach ((string name, string value) in read)
        {
            variables[name] = value;
        }

        if (names is null)
        {
            return variables;
        }

        string[] missing = [.. names.Where(name => !variables.ContainsKey(name))];
        return missing.Length == 0
            ? names.ToDictionary(name => name, name => variables[name])
            : throw new SourceException($"{input.Title} did not print {string.Join(", ", missing)}");
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one < other ? one : other ?? one;
}
