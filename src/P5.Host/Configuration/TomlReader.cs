using Tomlyn;
using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>
/// Reads a TOML file: visits Tomlyn's syntax tree and builds the values from it. Reports what a line alone does not
/// show: names that are defined twice, tables that cannot be extended, nesting that is too deep, numbers that do not
/// fit.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="options">Has the offset from UTC that dates and times without one get.</param>
internal sealed class TomlReader(ConfigFileText source, ConfigurationLoaderOptions options)
{
    private readonly TomlScalarErrors _errors = new(source.Text);
    private int _line = -1;
    private int _lineStart;

    /// <summary>The whole file as one table; null if it is not valid TOML, which is reported.</summary>
    public ConfigMap? Read() => TomlSyntax.Parse(source) is { } document ? Read(document) : null;

    /// <summary>The whole file as one table.</summary>
    /// <exception cref="ConfigurationException">The file is not valid TOML.</exception>
    public ConfigMap ReadStrict()
    {
        ConfigMap? table = Read();
        source.Diagnostics.ThrowIfError();
        return table!;
    }

    /// <summary>The values of a syntax tree; null if its names or numbers are not valid, which is reported.</summary>
    public ConfigMap? Read(DocumentSyntax document)
    {
        var root = new TomlTableBuilder(new ConfigPosition(source.File, 1, 1));
        ReadKeyValues(document.KeyValues, root, depth: 0);
        foreach (TableSyntaxBase table in document.Tables)
        {
            ReadKeyValues(table.Items, ReadHeader(root, table), TomlSyntax.CountParts(table.Name!));
        }

        return source.HasErrors ? null : root.Map;
    }

    /// <summary>
    /// The table of a header. If it is wrong, the keys under it are still checked against each other.
    /// </summary>
    private TomlTableBuilder ReadHeader(TomlTableBuilder root, TableSyntaxBase table)
    {
        KeySyntax key = table.Name!;
        if (IsTooDeep(TomlSyntax.CountParts(key), key)
            || FindParent(root, key, TomlNameKind.ImplicitTable) is not { } parent)
        {
            return new TomlTableBuilder(At(key.Span.Start));
        }

        ConfigText name = ReadName(TomlSyntax.LastPart(key));
        return table is TableSyntax ? AddTable(parent, name) : AddElement(parent, name);
    }

    private TomlTableBuilder AddTable(TomlTableBuilder parent, ConfigText name)
    {
        TomlName table = parent.Find(name.Value) ?? parent.AddTable(name, TomlNameKind.ImplicitTable);
        if (table.Kind != TomlNameKind.ImplicitTable)
        {
            ReportDuplicate(name, table, "table");
            return new TomlTableBuilder(name.Position);
        }

        table.Kind = TomlNameKind.Table;
        table.Position = name.Position;
        return table.Table!;
    }

    private TomlTableBuilder AddElement(TomlTableBuilder parent, ConfigText name)
    {
        TomlName? array = parent.Find(name.Value);
        var element = new TomlTableBuilder(name.Position);
        if (array is null)
        {
            List<ConfigValue> elements = [];
            array = new TomlName(TomlNameKind.TableArray, name.Position) { Elements = elements };
            parent.Add(name, new ConfigList(name.Position, elements), array);
        }

        if (array.Elements is null)
        {
            ReportDuplicate(name, array, "array of tables");
            return element;
        }

        array.Elements.Add(element.Map);
        array.Table = element;
        return element;
    }

    private void ReadKeyValues(SyntaxList<KeyValueSyntax> keyValues, TomlTableBuilder table, int depth)
    {
        foreach (KeyValueSyntax keyValue in keyValues)
        {
            ReadKeyValue(keyValue, table, depth);
        }
    }

    private void ReadKeyValue(KeyValueSyntax keyValue, TomlTableBuilder table, int depth)
    {
        KeySyntax key = keyValue.Key!;
        depth += TomlSyntax.CountParts(key);
        if (IsTooDeep(depth, key) || FindParent(table, key, TomlNameKind.DottedTable) is not { } parent)
        {
            return;
        }

        ConfigText name = ReadName(TomlSyntax.LastPart(key));
        if (parent.Find(name.Value) is { } earlier)
        {
            ReportDuplicate(name, earlier, "key");
            return;
        }

        parent.Add(name, ReadValue(keyValue.Value!, depth), new TomlName(TomlNameKind.Value, name.Position));
    }

    /// <summary>
    /// Finds the table that contains the last part of a key or header, and makes what does not exist yet. A header may
    /// go on from any table, and from the last element of an array of tables; a dotted key only from tables that dotted
    /// keys made under the same header.
    /// </summary>
    /// <param name="table">Where the first part is.</param>
    /// <param name="key">The key or header.</param>
    /// <param name="made">A missing part becomes this: an implicit table for a header, a dotted one for a key.</param>
    private TomlTableBuilder? FindParent(TomlTableBuilder table, KeySyntax key, TomlNameKind made)
    {
        for (int i = 0; i < key.DotKeys.ChildrenCount; i++)
        {
            ConfigText part = ReadName(TomlSyntax.PartAt(key, i));
            TomlName name = table.Find(part.Value) ?? table.AddTable(part, made);
            if (name.Table is null)
            {
                ReportNoTable(part, name);
                return null;
            }

            if (made == TomlNameKind.DottedTable && name.Kind != made)
            {
                Report(part.Position, $"The table '{part.Value}' has its own header on line {name.Position.Line}; "
                    + "a dotted key cannot add to it.");
                return null;
            }

            table = name.Table;
        }

        return table;
    }

    private ConfigValue ReadValue(ValueSyntax value, int depth)
    {
        ConfigPosition position = At(value.Span.Start);
        return value switch
        {
            StringValueSyntax text => ReadText(position, text),
            IntegerValueSyntax number => ReadInteger(position, number),
            FloatValueSyntax number => ReadFloat(position, number),
            BooleanValueSyntax boolean => new ConfigBoolean(position, boolean.Value),
            DateTimeValueSyntax date => new ConfigDate(position, PartsOf(date.Value)),
            ArraySyntax array => ReadArray(position, array, depth + 1),
            InlineTableSyntax table => ReadInlineTable(position, table, depth + 1),
            _ => throw new InvalidOperationException($"{value.Kind} is not a kind of TOML value."),
        };
    }

    private ConfigText ReadText(ConfigPosition position, StringValueSyntax text)
    {
        string token = text.Token!.Text!;
        if (_errors.InAcceptedString(text.Span.Offset, token) is { } problem)
        {
            int line = text.Span.Start.Line + token.AsSpan(0, problem.Offset - text.Span.Offset).Count('\n');
            Report(At(new TextPosition(problem.Offset, line, 0)), problem.Sentence!);
        }

        return new ConfigText(position, text.Value!);
    }

    /// <summary>What is past 63 bits has become negative.</summary>
    private ConfigInteger ReadInteger(ConfigPosition position, IntegerValueSyntax number)
    {
        if (number.Value < 0 && number.Token!.Text![0] != '-')
        {
            Report(position, TomlScalarErrors.IntegerTooLarge);
        }

        return new ConfigInteger(position, number.Value);
    }

    private ConfigFloat ReadFloat(ConfigPosition position, FloatValueSyntax number)
    {
        if (double.IsInfinity(number.Value) && number.Token!.TokenKind == TokenKind.Float)
        {
            Report(position, "This number is too large for a 64-bit float.");
        }

        return new ConfigFloat(position, number.Value);
    }

    /// <summary>A time without a date is given the year 0, as the reference implementation has it.</summary>
    private DateParts PartsOf(TomlDateTime value)
    {
        DateTimeOffset date = value.DateTime;
        bool hasOffset = value.Kind is TomlDateTimeKind.OffsetDateTimeByZ or TomlDateTimeKind.OffsetDateTimeByNumber;
        bool hasDate = value.Kind != TomlDateTimeKind.LocalTime;
        return new DateParts(
            hasDate ? date.Year : 0,
            hasDate ? date.Month : 1,
            hasDate ? date.Day : 1,
            date.Hour,
            date.Minute,
            date.Second,
            (int)(date.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            hasOffset ? date.Offset : options.LocalOffset);
    }

    private ConfigList ReadArray(ConfigPosition position, ArraySyntax array, int depth)
    {
        var items = new List<ConfigValue>(array.Items.ChildrenCount);
        if (!IsTooDeep(depth, array))
        {
            foreach (ArrayItemSyntax item in array.Items)
            {
                items.Add(ReadValue(item.Value!, depth));
            }
        }

        return new ConfigList(position, items);
    }

    /// <summary>Nothing outside of the braces can add to the table, so its names are checked by themselves.</summary>
    private ConfigMap ReadInlineTable(ConfigPosition position, InlineTableSyntax inlineTable, int depth)
    {
        var table = new TomlTableBuilder(position);
        if (!IsTooDeep(depth, inlineTable))
        {
            foreach (InlineTableItemSyntax item in inlineTable.Items)
            {
                ReadKeyValue(item.KeyValue!, table, depth);
            }
        }

        return table.Map;
    }

    private ConfigText ReadName(BareKeyOrStringValueSyntax part)
    {
        ConfigPosition position = At(part.Span.Start);
        return part is StringValueSyntax text
            ? ReadText(position, text)
            : new ConfigText(position, TomlSyntax.NameOf(part));
    }

    private bool IsTooDeep(int depth, SyntaxNode node)
    {
        if (depth <= TomlSyntax.MaximumDepth)
        {
            return false;
        }

        Report(At(node.Span.Start), TomlSyntax.TooDeep);
        return true;
    }

    private void ReportDuplicate(ConfigText name, TomlName earlier, string what) => Report(
        name.Position, $"The {what} '{name.Value}' is already defined on line {earlier.Position.Line}.");

    private void ReportNoTable(ConfigText part, TomlName value) => Report(
        part.Position, $"'{part.Value}' has its value on line {value.Position.Line}; nothing can be added to it.");

    private void Report(ConfigPosition position, string problem) =>
        source.ReportMalformed(position, key: null, problem);

    /// <summary>
    /// Tomlyn counts columns in code points, so they are counted here. Positions are requested in the order of the
    /// text, so the start of each line is found once.
    /// </summary>
    private ConfigPosition At(TextPosition position)
    {
        if (position.Line != _line)
        {
            _line = position.Line;
            _lineStart = source.Text.AsSpan(0, position.Offset).LastIndexOf('\n') + 1;
        }

        return new ConfigPosition(source.File, position.Line + 1, position.Offset - _lineStart + 1);
    }
}
