using System.Text.RegularExpressions;

namespace P5.Host;

/// <summary>
/// The name of a new plugin. It is a key of TOML, a file on every system, a package, a module and, in other spellings,
/// a type: so it is made of few characters.
/// </summary>
internal sealed partial class PluginName
{
    private const int MaximumLength = 50;

    // Folders and packages of the templates, words of Go's own for folders, roots of .NET's namespaces, and types that
    // the template in C# would not find in a namespace of their name.
    private static readonly string[] s_taken =
    [
        "assert", "bin", "fact", "interlocked", "internal", "microsoft", "obj", "p5", "p5plugin", "proto", "system",
        "task", "test", "testdata", "tests", "theory", "vendor", "xunit",
    ];

    private readonly string _pascal;
    private readonly string _camel;

    private PluginName(string name)
    {
        Text = name;
        _pascal = string.Concat(name.Split('-').Select(Capitalize));
        _camel = char.ToLowerInvariant(_pascal[0]) + _pascal[1..];
    }

    /// <summary>The name as it was given.</summary>
    public string Text { get; }

    /// <summary>Takes a name.</summary>
    /// <exception cref="P5Exception"><see cref="ErrorIds.ProjectNotCreated"/>: it cannot be one.</exception>
    public static PluginName Parse(string name)
    {
        if (name.Length > MaximumLength || !Pattern().IsMatch(name))
        {
            throw Refuse(name, "use lower-case letters, digits and single hyphens, beginning with a letter");
        }

        if (SourceCatalogue.Owns(name))
        {
            throw Refuse(name, "it is the name of a built-in plugin");
        }

        return s_taken.Contains(name) || DeviceName().IsMatch(name)
            ? throw Refuse(name, "it is reserved by a system or a language")
            : new PluginName(name);
    }

    /// <summary>Replaces the example's name in a text, in each of its spellings.</summary>
    public string Rename(string text) => text
        .Replace("dev-env", Text, StringComparison.Ordinal)
        .Replace("DevEnv", _pascal, StringComparison.Ordinal)
        .Replace("devEnv", _camel, StringComparison.Ordinal);

    private static string Capitalize(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static P5Exception Refuse(string name, string reason) => ScaffoldError.Refuse(
        $"'{name}' is not a valid plugin name: {reason}.",
        $"Choose a name of at most {MaximumLength} characters, such as my-vault.");

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z")]
    private static partial Regex Pattern();

    [GeneratedRegex("^(con|prn|aux|nul|com[0-9]|lpt[0-9])\\z")]
    private static partial Regex DeviceName();
}
