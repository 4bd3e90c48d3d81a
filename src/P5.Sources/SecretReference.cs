using System.Text.RegularExpressions;

namespace P5.Sources;

/// <summary>Where a secret is kept, as a setting says it. Never the secret itself.</summary>
internal sealed partial record SecretReference
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
    private const string OnePasswordPrefix = "op://";

    private SecretReference()
    {
    }

    /// <summary>The name of a secret of the user; null if a command prints it.</summary>
    public string? Name { get; private init; }

    /// <summary>The executable and its arguments; empty for a secret of the user.</summary>
    public IReadOnlyList<string> Command { get; private init; } = [];

    /// <summary>
    /// Whether the secret is the first line that the command prints: entries of pass have notes below it.
    /// </summary>
    public bool IsFirstLine { get; private init; }

    /// <summary>Reads a reference that is not a command.</summary>
    /// <returns>The reference; null if the text has none of the forms.</returns>
    public static SecretReference? Parse(string text) =>
        !Form().IsMatch(text) || text.EndsWith('\n') ? null
        : text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? new() { Name = text[SecretPrefix.Length..] }
        : text.StartsWith(PassPrefix, StringComparison.Ordinal)
            ? new() { Command = ["pass", "show", text[PassPrefix.Length..]], IsFirstLine = true }
        : new() { Command = ["op", "read", text] };

    /// <summary>What is wrong with a text that has a known prefix, but not its form. The rest may be secret.</summary>
    /// <returns>The problem, after the name of the setting; null if the prefix is not known.</returns>
    public static string? FindProblem(string text) =>
        text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            ? $"must have the name of a secret directly after {SecretPrefix}, as in \"{SecretPrefix}shop/dev\": "
                + "letters, digits and the characters '.', '_', '-' and '/', without blanks"
        : text.StartsWith(PassPrefix, StringComparison.Ordinal)
            ? $"must have an entry of pass directly after {PassPrefix}, as in \"{PassPrefix}shop/dev\""
        : text.StartsWith(OnePasswordPrefix, StringComparison.Ordinal)
            ? $"must have a vault, an item and a field after {OnePasswordPrefix}, as in "
                + $"\"{OnePasswordPrefix}shop/pulumi/passphrase\""
        : null;

    /// <summary>The output of a command.</summary>
    /// <param name="command">The executable and its arguments; at least one text.</param>
    /// <returns>The reference; null if these cannot be run.</returns>
    public static SecretReference? OfCommand(IReadOnlyList<string> command) =>
        command[0].Length == 0 || command.Any(word => word.Contains('\0')) ? null : new() { Command = command };

    /// <summary>Where it is kept.</summary>
    public override string ToString() => Name ?? string.Join(' ', Command);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
