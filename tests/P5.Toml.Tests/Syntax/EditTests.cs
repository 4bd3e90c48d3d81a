namespace P5.Toml.Tests.Syntax;

public sealed class EditTests
{
    [Theory]
    [InlineData("a = 'x' # c\nb = 2", "y", "a = 'y' # c\nb = 2")]
    [InlineData("a  =\t\"x\"\r\n", "é\"", "a  =\t\"é\\\"\"\r\n")]
    [InlineData("a = 'x'", "it's", "a = \"it's\"")]
    [InlineData("a = [\n  1, # one\n] # all\n", "y", "a = \"y\" # all\n")]
    [InlineData("t = {a = 1 , b = 2}", "y", "t = {a = \"y\" , b = 2}")]
    public void SetValue_Text_ChangesNothingElse(string before, string value, string after) =>
        Edit(before, key => key.SetValue(value)).ShouldBe(after);

    [Theory]
    [InlineData("  a = 1 # c", "cmd", "  cmd = 1 # c")]
    [InlineData("x . a = 1", "cmd", "x . cmd = 1")]
    [InlineData("'a' = 1", "b c", "\"b c\" = 1")]
    [InlineData("t = { a = 1 }", "cmd", "t = { cmd = 1 }")]
    public void Rename_Key_ChangesItsLastPart(string before, string name, string after) =>
        Edit(before, key => key.Key.Rename(name)).ShouldBe(after);

    [Theory]
    // The line with its own comments goes; what a blank line separates stays.
    [InlineData("a = 1", "")]
    [InlineData("\uFEFFa = 1\nb = 2", "\uFEFFb = 2")]
    [InlineData("# file\n\n# own\n  # own too\n  a = 1 # c\nb = 2\n", "# file\n\nb = 2\n")]
    [InlineData("z = 0 # z\na = 1\n# next\n[t]\n", "z = 0 # z\n# next\n[t]\n")]
    [InlineData("[t]\na = '''\nx\n'''\n# end", "[t]\n# end")]
    // In an inline table a comma goes too.
    [InlineData("t = { a = 1, b = 2 }", "t = { b = 2 }")]
    [InlineData("t = { b = 2, a = 1 }", "t = { b = 2 }")]
    [InlineData("t = { a = 1 }", "t = {}")]
    [InlineData("t = {\n  a = 1, # a\n  b = 2, # b\n}", "t = {\n  b = 2, # b\n}")]
    [InlineData("t = {\n  b = 2, # b\n  a = 1 # a\n}", "t = {\n  b = 2 # b\n}")]
    [InlineData("t = {\n  b = 2, # b\n  a = 1, # a\n}", "t = {\n  b = 2, # b\n}")]
    [InlineData("t = { # t\n  a = 1\n}", "t = { # t\n}")]
    public void Remove_Key_TakesWhatIsItsOwn(string before, string after) =>
        Edit(before, key => key.Remove()).ShouldBe(after);

    [Theory]
    [InlineData("a = 1\nb = 2\n", "a = 1\nnew = true\nb = 2\n")]
    [InlineData("[t]\r\n  a = 1 # c\r\n# next\r\n", "[t]\r\n  a = 1 # c\r\n  new = true\r\n# next\r\n")]
    [InlineData("[t]\r\na = 1", "[t]\r\na = 1\r\nnew = true")]
    [InlineData("\uFEFF# c\na = 1\n[t]", "\uFEFF# c\na = 1\nnew = true\n[t]")]
    public void InsertAfter_Line_HasItsNeighboursIndentAndLineEnd(string before, string after) =>
        Edit(before, key => key.InsertAfter("new = true")).ShouldBe(after);

    [Fact]
    public void InsertAfter_InlineTable_Throws() =>
        Should.Throw<InvalidOperationException>(() => Edit("t = {a = 1}", key => key.InsertAfter("b = 1")));

    [Theory]
    [InlineData("b")]
    [InlineData("b = 1\nc = 1")]
    [InlineData("b = 1\n[t]")]
    public void InsertAfter_NotOneKey_Throws(string text) =>
        Should.Throw<Exception>(() => Edit("a = 1", key => key.InsertAfter(text)))
            .ShouldSatisfyAllConditions(error => (error is TomlException or ArgumentException).ShouldBeTrue());

    [Theory]
    [InlineData("# c\n  a = 1\n", "# c\n  # note\n  a = 1\n")]
    [InlineData("\uFEFFa = 1", "\uFEFF# note\na = 1")]
    [InlineData("x = 1\r\n\r\na = 1", "x = 1\r\n\r\n# note\r\na = 1")]
    [InlineData("  t = { x = { a = 1 } }\n", "  # note\n  t = { x = { a = 1 } }\n")]
    public void InsertCommentAbove_Key_IsOnItsOwnLine(string before, string after) =>
        Edit(before, key => key.InsertCommentAbove("note")).ShouldBe(after);

    [Fact]
    public void InsertCommentAbove_ControlCharacter_Throws() =>
        Should.Throw<ArgumentException>(() => Edit("a = 1", key => key.InsertCommentAbove("x\u0001")));

    [Theory]
    [InlineData("# c\n  a = 'x'  # why\nb = 1\n", "# c\n  # was: a = 'x'  # why\nb = 1\n")]
    [InlineData("[t]\r\na = 1", "[t]\r\n# was: a = 1")]
    [InlineData("a = '''\r\none\r\n\r\n'''\r\n[t]", "# was: a = '''\r\n# one\r\n#\r\n# '''\r\n[t]")]
    [InlineData("t = { a = 1, b = 2 } # t\n", "# was: t.a = 1\nt = { b = 2 } # t\n")]
    [InlineData("x . t = { u = { a = 1 } }", "# was: x.t.u.a = 1\nx . t = { u = {} }")]
    public void CommentOut_Key_KeepsItsTextInItsPlace(string before, string after) =>
        Edit(before, key => key.CommentOut("was: ")).ShouldBe(after);

    [Theory]
    [InlineData("", "[t]\nx = 1\n")]
    [InlineData("a = 1\n", "a = 1\n\n[t]\nx = 1\n")]
    [InlineData("a = 1", "a = 1\n\n[t]\nx = 1\n")]
    [InlineData("[u]\r\na = 1\r\n# end", "[u]\r\na = 1\r\n# end\r\n\r\n[t]\r\nx = 1\r\n")]
    [InlineData("\uFEFF# c\n", "\uFEFF# c\n\n[t]\nx = 1\n")]
    public void AppendTables_Document_KeepsWhatStandsBefore(string before, string after)
    {
        DocumentSyntax document = TomlParser.ParseStrict(before);

        document.AppendTables("[t]\nx = 1\n");

        TomlParser.ParseStrict(document.ToString()).ToString().ShouldBe(after);
    }

    [Fact]
    public void AppendTables_Twice_KeepsTheCommentsBetween()
    {
        DocumentSyntax document = TomlParser.ParseStrict("");

        document.AppendTables("# one\n[t]\n# two\n[u]\n# three\n");
        document.AppendTables("[v]");

        document.ToString().ShouldBe("# one\n[t]\n# two\n[u]\n# three\n\n[v]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a = 1\n[t]\n")]
    public void AppendTables_NoTableOrKeysBeforeIt_Throws(string text) =>
        Should.Throw<ArgumentException>(() => TomlParser.ParseStrict("").AppendTables(text));

    [Fact]
    public void ToTable_AfterEdits_HasTheNewValues()
    {
        DocumentSyntax document = TomlParser.ParseStrict("[t]\na = 1\n");
        KeyValueSyntax key = FindA.In(document);

        key.SetValue("x");
        key.Key.Rename("cmd");
        key.InsertAfter("b = 2");

        var table = (TomlTable)document.ToTable()["t"];
        ((TomlString)table["cmd"]).Value.ShouldBe("x");
        ((TomlInteger)table["b"]).Value.ShouldBe(2);
    }

    /// <summary>Edits the key whose last part is <c>a</c>; the result must be valid.</summary>
    private static string Edit(string text, Action<KeyValueSyntax> edit)
    {
        DocumentSyntax document = TomlParser.ParseStrict(text);
        edit(FindA.In(document));
        return TomlParser.ParseStrict(document.ToString()).ToString();
    }

    private sealed class FindA : SyntaxVisitor
    {
        private KeyValueSyntax? _found;

        public static KeyValueSyntax In(DocumentSyntax document)
        {
            var visitor = new FindA();
            document.Accept(visitor);
            return visitor._found.ShouldNotBeNull();
        }

        public override void VisitKeyValue(KeyValueSyntax node)
        {
            if (node.Key.Path.Last() == "a")
            {
                _found = node;
            }

            base.VisitKeyValue(node);
        }
    }
}
