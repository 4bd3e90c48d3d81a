using P5.Sources;

namespace P5.Host;

/// <summary>Reads a secret from where a setting says that it is kept.</summary>
internal static class SecretReader
{
    /// <summary>A line for the user who approves it: what is run, or whose secret is read.</summary>
    public static string Describe(this SecretReference reference) =>
        reference.Name is { } name ? $"secret {name}" : $"command {InputOf(reference).CommandLine}";

    /// <summary>Reads the secret.</summary>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="setting">The setting that says it.</param>
    /// <param name="variable">The variable that gets it.</param>
    /// <param name="context">The environment of commands, and the user's secrets.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SourceException">It cannot be read, or no variable can have it.</exception>
    public static async Task<UserSecret> ReadAsync(
        this SecretReference reference,
        string setting,
        string variable,
        SourceContext context,
        CancellationToken cancellationToken)
    {
        if (reference.Name is null
            && SourceSurroundings.FindProblem(
                setting, InputOf(reference), context.WorkspaceDirectory, context.Environment) is { } missing)
        {
            throw missing;
        }

        try
        {
            return await ReadAsync(reference, variable, context, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException exception)
        {
            throw exception.At(setting);
        }
    }

    private static async Task<UserSecret> ReadAsync(
        SecretReference reference, string variable, SourceContext context, CancellationToken cancellationToken)
    {
        UserSecret secret = reference.Name is not { } name
            ? await RunAsync(reference, variable, context, cancellationToken).ConfigureAwait(false)
            : context.Secrets is { } secrets
                ? await secrets.ReadAsync(name, cancellationToken).ConfigureAwait(false)
                : throw new SourceException(
                    $"{reference.Describe()} cannot be read: this host has no credential store");
        return VariableRules.Problem(variable, secret.Value) is { } problem
            ? throw new SourceException($"{reference.Describe()} has {problem}")
            : secret;
    }

    private static async Task<UserSecret> RunAsync(
        SecretReference reference, string variable, SourceContext context, CancellationToken cancellationToken)
    {
        ExecInput input = InputOf(reference);
        EnvVariables read = await input.ReadValueAsync(variable, context, cancellationToken).ConfigureAwait(false);
        string value = read.Variables.Single().Value;
        if (reference.IsFirstLine)
        {
            value = value.Split('\n')[0].TrimEnd('\r');
        }

        return value.Length > 0
            ? new UserSecret(value, HasChanged: () => false)
            : throw new SourceException($"{input.Title} printed an empty first line");
    }

    /// <summary>The command that prints it.</summary>
    public static ExecInput InputOf(SecretReference reference) =>
        new(reference.Command[0], [.. reference.Command.Skip(1)], Directory: null) { Noun = "command" };
}
