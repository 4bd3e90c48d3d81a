using System.Buffers;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>The syntax of a TOML file, as Tomlyn parses it.</summary>
internal static class TomlSyntax
{
    /// <summary>
    /// How deep tables and arrays may be nested: each part of a header or key, each array and each inline table is one
    /// level. The limit prevents a file from exhausting the stack.
    /// </summary>
    public const int MaximumDepth = 128;

    public const string TooDeep = "Tables and arrays are nested more than 128 levels deep here.";

    /// <summary>Each key, table and value has one, but the last of an array.</summary>
    private static readonly SearchValues<char> s_separators = SearchValues.Create("=,[{");

    private static readonly TomlSerializerOptions s_options = new() { MaxDepth = MaximumDepth };

    /// <summary>
    /// Parses a file. Its syntax is checked, its names are not: Tomlyn's own check accepts tables that replace a
    /// value, and rejects keys that are not duplicates.
    /// </summary>
    /// <returns>The tree, with offsets of the file's text; null if it is not valid TOML, which is noted.</returns>
    public static DocumentSyntax? Parse(ConfigFileText source)
    {
        if (source.Text.StartsWith('\uFEFF'))
        {
            // Tomlyn passes over it, and all offsets would be those of another text.
            source.ReportMalformed(1, 1, key: null, TomlErrors.KeyExpected(source.Text, 0));
            return null;
        }

        if (FindTooMany(source.Text) is { } excess)
        {
            source.ReportMalformed(excess.Line, excess.Column, key: null, ConfigFileText.TooManyValues);
            return null;
        }

        string input = ParserInput(source.Text);
        try
        {
            DocumentSyntax document = SyntaxParser.Parse(input, s_options, validate: false);
            if (document.HasErrors)
            {
                new TomlErrors(source, document).Report();
            }

            return source.HasErrors ? null : document;
        }
        catch (TomlException)
        {
            // The parser's only exception; it has no position.
            (int line, int column) = FirstTooDeep(input);
            source.ReportMalformed(line, column, key: null, TooDeep);
            return null;
        }
    }

    /// <summary>The name of one part of a key or header.</summary>
    public static string NameOf(BareKeyOrStringValueSyntax part) =>
        part is StringValueSyntax text ? text.Value! : ((BareKeySyntax)part).Key!.Text!;

    /// <summary>The parts of a key or header.</summary>
    public static IEnumerable<BareKeyOrStringValueSyntax> Parts(KeySyntax key) =>
        Enumerable.Range(0, CountParts(key)).Select(index => PartAt(key, index));

    /// <summary>One of the parts of a key or header.</summary>
    public static BareKeyOrStringValueSyntax PartAt(KeySyntax key, int index) =>
        index == 0 ? key.Key! : key.DotKeys.GetChild(index - 1)!.Key!;

    /// <summary>The last part of a key or header.</summary>
    public static BareKeyOrStringValueSyntax LastPart(KeySyntax key) => PartAt(key, CountParts(key) - 1);

    /// <summary>The number of parts of a key or header.</summary>
    public static int CountParts(KeySyntax key) => 1 + key.DotKeys.ChildrenCount;

    /// <summary>Offset after the last character of a node.</summary>
    public static int EndOf(SyntaxNode node) => node.Span.End.Offset + 1;

    /// <summary>
    /// The text for the parser. The parser throws at an escape that the end of the file cuts off, so a space follows: a
    /// string is not closed either way, and outside of strings the space changes nothing.
    /// </summary>
    private static string ParserInput(string text)
    {
        const int longestEscape = 10;
        return text.AsSpan(Math.Max(text.Length - longestEscape, 0)).Contains('\\') ? text + " " : text;
    }

    /// <summary>
    /// Where the first separator is that is too much; null if there is none. Those in strings and comments count too:
    /// the file is not parsed yet.
    /// </summary>
    private static (int Line, int Column)? FindTooMany(string text)
    {
        int offset = -1;
        for (int count = 0; count <= ConfigFileText.MaximumValues; count++)
        {
            int distance = text.AsSpan(offset + 1).IndexOfAny(s_separators);
            if (distance < 0)
            {
                return null;
            }

            offset += distance + 1;
        }

        ReadOnlySpan<char> before = text.AsSpan(0, offset);
        return (before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
    }

    /// <summary>Where the first bracket or brace is that is nested too deep.</summary>
    private static (int Line, int Column) FirstTooDeep(string text)
    {
        // Both modes of the lexer count brackets in the same way, and only this one reads all kinds of strings.
        var lexer = TomlLexer.Create(text);
        lexer.Mode = TomlLexerMode.Value;
        int depth = 1;
        while (depth <= MaximumDepth && lexer.MoveNext())
        {
            depth += lexer.Current.Kind switch
            {
                TokenKind.OpenBracket or TokenKind.OpenBrace => 1,
                TokenKind.CloseBracket or TokenKind.CloseBrace => -1,
                _ => 0,
            };
        }

        int offset = lexer.Current.Start.Offset;
        return (lexer.Current.Start.Line + 1, offset - text.AsSpan(0, offset).LastIndexOf('\n'));
    }
}
