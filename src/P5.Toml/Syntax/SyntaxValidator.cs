namespace P5.Toml;

/// <summary>Finds what every line alone cannot show: keys written twice and tables that may not be extended.</summary>
internal sealed class SyntaxValidator : SyntaxVisitor
{
    private readonly List<TomlDiagnostic> _diagnostics = [];
    private readonly Definition _root = new(DefinitionKind.Table, default);
    private Definition _current;

    private SyntaxValidator() => _current = _root;

    public static IReadOnlyList<TomlDiagnostic> Validate(DocumentSyntax document)
    {
        var validator = new SyntaxValidator();
        document.Accept(validator);
        return validator._diagnostics;
    }

    public override void VisitTable(TableSyntax node)
    {
        SyntaxToken name = node.Name.Parts.Last();
        if (FindHeaderParent(node.Name) is { } parent)
        {
            Definition table = parent.GetOrAdd(name, DefinitionKind.ImplicitTable);
            if (table.Kind == DefinitionKind.ImplicitTable)
            {
                table.Kind = DefinitionKind.Table;
                table.Position = name.Position;
                VisitKeyValues(node, table);
                return;
            }

            ReportDuplicate(name, table, "table");
        }

        // The keys under a wrong header are still checked against each other.
        VisitKeyValues(node, new Definition(DefinitionKind.Table, name.Position));
    }

    public override void VisitTableArray(TableArraySyntax node)
    {
        SyntaxToken name = node.Name.Parts.Last();
        var element = new Definition(DefinitionKind.Table, name.Position);
        if (FindHeaderParent(node.Name) is { } parent)
        {
            Definition array = parent.GetOrAdd(name, DefinitionKind.TableArray);
            if (array.Kind == DefinitionKind.TableArray)
            {
                array.LastElement = element;
            }
            else
            {
                ReportDuplicate(name, array, "array of tables");
            }
        }

        VisitKeyValues(node, element);
    }

    public override void VisitKeyValue(KeyValueSyntax node)
    {
        if (FindKeyParent(node.Key) is { } parent)
        {
            SyntaxToken name = node.Key.Parts.Last();
            if (parent.Children.TryGetValue(name.ValueText, out Definition? earlier))
            {
                ReportDuplicate(name, earlier, "key");
            }
            else
            {
                parent.GetOrAdd(name, DefinitionKind.Value);
            }
        }

        node.Value.Accept(this);
    }

    public override void VisitInlineTable(InlineTableSyntax node)
    {
        // Nothing outside the braces can add to it, so its keys need no place in the tree of definitions.
        Definition outer = _current;
        _current = new Definition(DefinitionKind.Table, node.Position);
        base.VisitInlineTable(node);
        _current = outer;
    }

    private void VisitKeyValues(TableSyntaxBase node, Definition table)
    {
        _current = table;
        foreach (KeyValueSyntax keyValue in node.KeyValues)
        {
            keyValue.Accept(this);
        }
    }

    /// <summary>A header may go on from any table, and from the last element of an array of tables.</summary>
    private Definition? FindHeaderParent(KeySyntax key)
    {
        Definition table = _root;
        foreach (SyntaxToken part in key.Parts.SkipLast(1))
        {
            table = table.GetOrAdd(part, DefinitionKind.ImplicitTable);
            if (table.Kind == DefinitionKind.Value)
            {
                ReportNoTable(part, table);
                return null;
            }

            table = table.LastElement ?? table;
        }

        return table;
    }

    /// <summary>A dotted key may only go on from tables that dotted keys made under the same header.</summary>
    private Definition? FindKeyParent(KeySyntax key)
    {
        Definition table = _current;
        foreach (SyntaxToken part in key.Parts.SkipLast(1))
        {
            table = table.GetOrAdd(part, DefinitionKind.DottedTable);
            if (table.Kind == DefinitionKind.Value)
            {
                ReportNoTable(part, table);
                return null;
            }

            if (table.Kind != DefinitionKind.DottedTable)
            {
                Report(part, $"The table {Show(part)} has its own header on line {table.Position.Line}; "
                    + "a dotted key cannot add to it.");
                return null;
            }
        }

        return table;
    }

    private void ReportDuplicate(SyntaxToken name, Definition earlier, string what) =>
        Report(name, $"The {what} {Show(name)} is already defined on line {earlier.Position.Line}.");

    private void ReportNoTable(SyntaxToken part, Definition value) =>
        Report(part, $"{Show(part)} has its value on line {value.Position.Line}; nothing can be added to it.");

    private void Report(SyntaxToken token, string message) =>
        _diagnostics.Add(new TomlDiagnostic(token.Position, message, token.ValueText));

    private static string Show(SyntaxToken name) => $"'{name.ValueText}'";
}
