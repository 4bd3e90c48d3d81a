using SharpYaml;

namespace P5.Host;

/// <summary>The library's findings in the words of this project.</summary>
internal static class YamlProblem
{
    /// <summary>A text in double quotes has an escape between U+D800 and U+DFFF.</summary>
    public const string HalfCharacter =
        "An escape of this text is half of a character. Write the character, or \\U and its eight digits.";

    /// <summary>A text in double quotes has an escape that the reference implementation rejects.</summary>
    public const string UnknownEscape =
        "This text has an escape that YAML does not define; a backslash is written \\\\.";

    /// <summary>The document requires another version of YAML than the reference implementation reads.</summary>
    public const string VersionUnknown = "The version of YAML must be 1.1.";

    private const string DirectiveMalformed = "This line must be a complete %YAML or %TAG directive.";
    private const string TagMalformed = "This tag is malformed.";

    /// <summary>A sentence for what is wrong at the start of an exception. It contains no text of the file.</summary>
    public static string Describe(YamlException exception)
    {
        if (exception.InnerException is ArgumentOutOfRangeException)
        {
            return HalfCharacter; // GuardedParser
        }

        // The message begins with both marks: "(Lin: 0, Col: 1, Chr: 1) - (Lin: …): ".
        string finding = exception.Message[(exception.Message.LastIndexOf("): ", StringComparison.Ordinal) + 3)..];
        return finding switch
        {
            "Did not find expected <document start>." =>
                "A line with --- must follow the directives.",
            "Found duplicate %YAML directive." => "A document can have one %YAML directive.",
            "Found incompatible YAML document." => VersionUnknown,
            "Found duplicate %TAG directive." => "Another %TAG directive has the same handle.",
            "While parsing a node, find undefined tag handle." => "The handle of this tag needs a %TAG directive.",
            "While parsing a node, did not find expected node content." => "A value is missing here.",
            "While parsing a block collection, did not find expected '-' indicator." =>
                "An item of a list must begin with '- ', in the same column as the other items.",
            "While parsing a block mapping, did not find expected key." =>
                "A key must be in the same column as the other keys of its table.",
            "While parsing a flow sequence, did not find expected ',' or ']'." =>
                "A ',' or ']' is missing before this.",
            "While parsing a flow mapping,  did not find expected ',' or '}'." =>
                "A ',' or '}' is missing before this.",
            "While scanning a simple key, could not find expected ':'." => "This must be a key followed by ':'.",
            "While scanning for the next token, find character that cannot start any token." =>
                "A value cannot begin with this character unless it is in quotes.",
            "While scanning a directive, find uknown directive name." => "A directive must be %YAML or %TAG.",
            "Block sequence entries are not allowed in this context." => "A list must begin on its own line.",
            "Mapping keys are not allowed in this context." => "A table must begin on its own line.",
            "Mapping values are not allowed in this context." =>
                "A ':' is not allowed here: quote a text with ': ', and begin a table on its own line.",
            "While scanning an anchor or alias, did not find expected alphabetic or numeric character." =>
                "An anchor or alias must have a name of letters, digits, '-' and '_'.",
            "While scanning a block scalar, find an intendation indicator equal to 0." =>
                "The indentation of a block of text must be 1 to 9.",
            "While scanning a block scalar, did not find expected comment or line break." =>
                "A block of text must begin on the next line.",
            "While scanning a block scalar, find a tab character where an intendation space is expected."
                or "While scanning a plain scalar, find a tab character that violate intendation." =>
                "Lines must be indented with spaces, not with tabs.",
            "While scanning a quoted scalar, find unexpected document indicator."
                or "While scanning a quoted scalar, find unexpected end of stream." =>
                "This text needs a quote at its end.",
            "While parsing a quoted scalar, find unknown escape character." => UnknownEscape,
            "While parsing a quoted scalar, did not find expected hexdecimal number." =>
                "An escape of this text needs hexadecimal digits: 2 for \\x, 4 for \\u, 8 for \\U.",
            "While parsing a quoted scalar, find invalid Unicode character escape code." =>
                "An escape of this text is not a character.",
            _ when finding.StartsWith("While scanning a directive", StringComparison.Ordinal)
                || finding.StartsWith("While scanning a %", StringComparison.Ordinal) => DirectiveMalformed,
            _ when finding.StartsWith("While scanning a tag", StringComparison.Ordinal)
                || finding.StartsWith("While parsing a tag", StringComparison.Ordinal) => TagMalformed,
            _ => "The text from here on cannot be read.",
        };
    }
}
