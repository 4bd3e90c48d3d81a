namespace P5.Toml;

/// <summary>
/// Builds the tree. A method gives null after it reported what is wrong; the rest of that line is then passed over.
/// </summary>
internal sealed class Parser(string text)
{
    private readonly Lexer _lexer = new(text);
    private readonly DocumentSyntax _document = new();
    private SyntaxList<KeyValueSyntax>? _keyValues;
    private int _headerDepth;

    public DocumentSyntax ParseDocument()
    {
        _keyValues = _document.KeyValues;
        for (_lexer.SkipBlank(); !_lexer.AtEnd; _lexer.SkipBlank())
        {
            int start = _lexer.Offset;
            List<SyntaxTrivia> leading = _lexer.Pending;
            int leadingCount = leading.Count;
            if (!(_lexer.At('[') ? ParseTable() : ParseLine()))
            {
                _lexer.SkipLine(start, leading, leadingCount);
            }
        }

        _document.End(_lexer.Take(TokenKind.EndOfFile, 0));
        _document.Diagnostics = [.. _lexer.Diagnostics.OrderBy(diagnostic => diagnostic.Position.Offset)];
        if (_document.Diagnostics.Count == 0)
        {
            // What a broken line would have defined is unknown, so meaning is only checked where every line was read.
            _document.Diagnostics = SyntaxValidator.Validate(_document);
        }

        return _document;
    }

    private bool ParseTable()
    {
        bool isArray = _lexer.At("[[");
        SyntaxToken open = isArray
            ? _lexer.Take(TokenKind.OpenDoubleBracket, 2)
            : _lexer.Take(TokenKind.OpenBracket, 1);
        _lexer.SkipSpace();
        if (ParseKey(depth: 0) is not { } name)
        {
            return false;
        }

        string closing = isArray ? "]]" : "]";
        if (!_lexer.At(closing))
        {
            _lexer.ReportCurrent($"The header needs {closing} here, not {_lexer.DescribeCurrent()}.");
            return false;
        }

        TokenKind closeKind = isArray ? TokenKind.CloseDoubleBracket : TokenKind.CloseBracket;
        SyntaxToken close = _lexer.Take(closeKind, closing.Length);
        if (!EndLine(close, "header"))
        {
            return false;
        }

        TableSyntaxBase table = isArray
            ? new TableArraySyntax(open, name, close)
            : new TableSyntax(open, name, close);
        _document.Tables.Add(table);
        _keyValues = table.KeyValues;
        _headerDepth = name.Path.Count();
        return true;
    }

    private bool ParseLine()
    {
        if (ParseKeyValue(_headerDepth) is not { } keyValue || !EndLine(keyValue.LastToken, "value"))
        {
            return false;
        }

        _keyValues!.Add(keyValue);
        return true;
    }

    private bool EndLine(SyntaxToken last, string name)
    {
        if (_lexer.EndLine(last))
        {
            return true;
        }

        _lexer.SkipSpace();
        _lexer.ReportCurrent($"Only a comment can follow the {name} on its line, not {_lexer.DescribeCurrent()}.");
        return false;
    }

    private KeyValueSyntax? ParseKeyValue(int depth)
    {
        if (ParseKey(depth) is not { } key)
        {
            return null;
        }

        if (!_lexer.At('='))
        {
            _lexer.ReportCurrent($"'=' and a value must follow the key, not {_lexer.DescribeCurrent()}.");
            return null;
        }

        SyntaxToken equalsSign = _lexer.Take(TokenKind.EqualsSign, 1);
        _lexer.SkipSpace();
        return ParseValue(depth + key.Path.Count()) is { } value ? new KeyValueSyntax(key, equalsSign, value) : null;
    }

    /// <summary>Reads a key and the space after it.</summary>
    private KeySyntax? ParseKey(int depth)
    {
        int start = _lexer.Offset;
        if (_lexer.TakeKeyPart() is not { } first)
        {
            return null;
        }

        var key = new KeySyntax(first);
        for (_lexer.SkipSpace(); _lexer.At('.'); _lexer.SkipSpace())
        {
            SyntaxToken dot = _lexer.Take(TokenKind.Dot, 1);
            _lexer.SkipSpace();
            if (_lexer.TakeKeyPart() is not { } part)
            {
                return null;
            }

            key.Add(dot, part);
        }

        return IsTooDeep(depth + key.Path.Count(), start) ? null : key;
    }

    private ValueSyntax? ParseValue(int depth)
    {
        if (_lexer.At('['))
        {
            return IsTooDeep(depth + 1, _lexer.Offset) ? null : ParseArray(depth + 1);
        }

        if (_lexer.At('{'))
        {
            return IsTooDeep(depth + 1, _lexer.Offset) ? null : ParseInlineTable(depth + 1);
        }

        if (!_lexer.At('"') && !_lexer.At('\''))
        {
            return _lexer.TakeWord();
        }

        TextPosition position = _lexer.Position;
        return _lexer.TakeString() is { } token
            ? new ScalarSyntax(token, new TomlString(position, token.ValueText))
            : null;
    }

    private ArraySyntax? ParseArray(int depth)
    {
        var array = new ArraySyntax(_lexer.Take(TokenKind.OpenBracket, 1));
        if (!ParseItems(array.Open, ']', "array", ParseItem))
        {
            return null;
        }

        array.End(_lexer.Take(TokenKind.CloseBracket, 1));
        return array;

        ItemSyntax? ParseItem()
        {
            if (ParseValue(depth) is not { } value)
            {
                return null;
            }

            var item = new ArrayItemSyntax(value);
            array.Items.Add(item);
            return item;
        }
    }

    private InlineTableSyntax? ParseInlineTable(int depth)
    {
        var table = new InlineTableSyntax(_lexer.Take(TokenKind.OpenBrace, 1));
        if (!ParseItems(table.Open, '}', "inline table", ParseItem))
        {
            return null;
        }

        table.End(_lexer.Take(TokenKind.CloseBrace, 1));
        return table;

        ItemSyntax? ParseItem()
        {
            if (ParseKeyValue(depth) is not { } keyValue)
            {
                return null;
            }

            var item = new InlineTableItemSyntax(keyValue);
            table.Items.Add(item);
            return item;
        }
    }

    /// <summary>Reads elements and commas, up to the closing character.</summary>
    private bool ParseItems(SyntaxToken open, char close, string name, Func<ItemSyntax?> parseItem)
    {
        SkipInside(open);
        while (!_lexer.At(close))
        {
            if (_lexer.AtEnd)
            {
                return Unclosed();
            }

            if (parseItem() is not { } item)
            {
                return false;
            }

            SkipInside(item.LastToken);
            if (_lexer.At(','))
            {
                item.End(_lexer.Take(TokenKind.Comma, 1));
                SkipInside(item.LastToken);
            }
            else if (_lexer.AtEnd)
            {
                return Unclosed();
            }
            else if (!_lexer.At(close))
            {
                _lexer.ReportCurrent($"The {name} needs ',' or '{close}' here, not {_lexer.DescribeCurrent()}.");
                return false;
            }
        }

        return true;

        bool Unclosed()
        {
            _lexer.Report(open.Position.Offset, $"This {name} is not closed: '{close}' is missing.", open.Text);
            return false;
        }
    }

    private void SkipInside(SyntaxToken last)
    {
        _lexer.EndLine(last);
        _lexer.SkipBlank();
    }

    private bool IsTooDeep(int depth, int offset)
    {
        if (depth <= TomlParser.MaxDepth)
        {
            return false;
        }

        _lexer.Report(offset, $"Tables and arrays lie in each other more than {TomlParser.MaxDepth} levels deep here.");
        return true;
    }
}
