using System.Text.RegularExpressions;
using P5.Sources;

namespace P5.Host;

/// <summary>Where a secret is kept, as a setting says it. Never the secret itself.</summary>
internal abstract partial record SecretReference
{
    /// <summary>The forms that are not a command.</summary>
    public const string Forms =
        "secret:NAME of Set-P5Secret, pass:ENTRY of the program pass, or op://VAULT/ITEM/FIELD of 1Password.";

    /// <summary>What the value of a setting must be, after "must be". A secret may have been given to it.</summary>
    public const string Expected =
        "where the secret is kept, not the secret itself: \"secret:NAME\", after 'Set-P5Secret NAME'; \"pass:ENTRY\", "
        + "after 'pass insert ENTRY'; \"op://VAULT/ITEM/FIELD\"; or a command that prints it, a list of strings";

    /// <summary>A regular expression of JSON schema for <see cref="Forms"/>.</summary>
    public const string Pattern =
        "^(secret:[A-Za-z0-9][A-Za-z0-9._/-]{0,127}|pass:[^-\\x00-\\x1f][^\\x00-\\x1f]*"
        + "|op://[^/\\x00-\\x1f]+/[^/\\x00-\\x1f]+/[^\\x00-\\x1f]+)$";

    private const string SecretPrefix = "secret:";
    private const string PassPrefix = "pass:";

    /// <summary>A line for the user who approves it: what is run, or whose secret is read.</summary>
    public abstract string Use { get; }

    /// <summary>Reads a reference that is not a command.</summary>
    /// <returns>The reference; null if the text has none of the forms.</returns>
    public static SecretReference? Parse(string text) =>
        !Form().IsMatch(text) || text.EndsWith('\n') ? null
        : text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? new OfUser(text[SecretPrefix.Length..])
        : text.StartsWith(PassPrefix, StringComparison.Ordinal)
            ? new OfCommandLine(["pass", "show", text[PassPrefix.Length..]]) { IsFirstLine = true }
        : new OfCommandLine(["op", "read", text]);

    /// <summary>The output of a command.</summary>
    /// <param name="command">The executable and its arguments; at least one text.</param>
    /// <returns>The reference; null if these cannot be run.</returns>
    public static SecretReference? OfCommand(IReadOnlyList<string> command) =>
        command[0].Length == 0 || command.Any(word => word.Contains('\0')) ? null : new OfCommandLine(command);

    /// <summary>Reads the secret.</summary>
    /// <param name="variable">The variable that gets it.</param>
    /// <param name="context">The environment of commands, and the user's secrets.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SourceException">It cannot be read, or no variable can have it.</exception>
    public async Task<UserSecret> ReadAsync(
        string variable, SourceContext context, CancellationToken cancellationToken)
    {
        UserSecret secret = await ReadValueAsync(variable, context, cancellationToken).ConfigureAwait(false);
        return VariableRules.Problem(variable, secret.Value) is { } problem
            ? throw new SourceException($"{Use} has {problem}")
            : secret;
    }

    /// <summary>Where it is kept.</summary>
    public sealed override string ToString() => Use;

    private protected abstract Task<UserSecret> ReadValueAsync(
        string variable, SourceContext context, CancellationToken cancellationToken);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    private sealed record OfUser(string Name) : SecretReference
    {
        public override string Use => $"secret {Name}";

        private protected override Task<UserSecret> ReadValueAsync(
            string variable, SourceContext context, CancellationToken cancellationToken) =>
            context.Secrets is { } secrets
                ? secrets.ReadAsync(Name, cancellationToken)
                : throw new SourceException($"{Use} cannot be read: this host has no credential store");
    }

    private sealed record OfCommandLine(IReadOnlyList<string> Command) : SecretReference
    {
        private readonly ExecInput _input =
            new(Command[0], [.. Command.Skip(1)], Directory: null) { Noun = "command" };

        /// <summary>Whether the secret is the first line: entries of pass have notes below it.</summary>
        public bool IsFirstLine { get; init; }

        public override string Use => $"command {_input.CommandLine}";

        private protected override async Task<UserSecret> ReadValueAsync(
            string variable, SourceContext context, CancellationToken cancellationToken)
        {
            EnvVariables read =
                await _input.ReadValueAsync(variable, context, cancellationToken).ConfigureAwait(false);
            string value = read.Variables.Single().Value;
            if (IsFirstLine)
            {
                value = value.Split('\n')[0].TrimEnd('\r');
            }

            return value.Length > 0
                ? new UserSecret(value, HasChanged: () => false)
                : throw new SourceException($"{_input.Title} printed an empty first line");
        }
    }
}
