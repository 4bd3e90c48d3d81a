using System.Text;
using P5.Host;

namespace P5.Migration.Tests;

public sealed class SpanEditorTests
{
    [Theory]
    [InlineData("a = 'x' # c\nb = 2", "y", "a = 'y' # c\nb = 2")]
    [InlineData("a  =\t\"x\"\r\n", "é\"", "a  =\t\"é\\\"\"\r\n")]
    [InlineData("a = 'x'", "it's", "a = \"it's\"")]
    [InlineData("a = [\n  1, # one\n] # all\n", "y", "a = \"y\" # all\n")]
    [InlineData("t = {a = 1 , b = 2}", "y", "t = {a = \"y\" , b = 2}")]
    [InlineData("t = {\n  # t\n  a = 1, # a\n}", "y", "t = {\n  # t\n  a = \"y\", # a\n}")]
    public void SetValue_Text_ChangesNothingElse(string before, string value, string after) =>
        Edit(before, (edits, key) => edits.SetValue(key, value)).ShouldBe(after);

    [Theory]
    [InlineData("  a = 1 # c", "cmd", "  cmd = 1 # c")]
    [InlineData("x . a = 1", "cmd", "x . cmd = 1")]
    [InlineData("'a' = 1", "b c", "\"b c\" = 1")]
    [InlineData("t = { a = 1 }", "cmd", "t = { cmd = 1 }")]
    public void Rename_Key_ChangesItsLastPart(string before, string name, string after) =>
        Edit(before, (edits, key) => edits.Rename(key, name)).ShouldBe(after);

    [Theory]
    [InlineData("# c\n  a = 1\n", "# c\n  # was: a = 1\n  a = 1\n")]
    [InlineData("a = 1", "# was: a = 1\na = 1")]
    [InlineData("x = 1\r\n\r\na = 1", "x = 1\r\n\r\n# was: a = 1\r\na = 1")]
    [InlineData("  t = { x = { a = 1 } }\n", "  # was: t.x.a = 1\n  t = { x = { a = 1 } }\n")]
    [InlineData("\ta = '''\r\none\r\n'''", "\t# was: a = '''\r\n\t# one\r\n\t# '''\r\n\ta = '''\r\none\r\n'''")]
    public void NoteAbove_Key_IsOnItsOwnLine(string before, string after) =>
        Edit(before, (edits, key) => edits.NoteAbove(key, "was: ")).ShouldBe(after);

    [Theory]
    [InlineData("# c\n  a = 'x'  # why\nb = 1\n", "# c\n  # was: a = 'x'  # why\nb = 1\n")]
    [InlineData("[t]\r\na = 1", "[t]\r\n# was: a = 1")]
    [InlineData("a = '''\r\none\r\n\r\n'''\r\n[t]", "# was: a = '''\r\n# one\r\n#\r\n# '''\r\n[t]")]
    [InlineData("t = { a = 1, b = 2 } # t\n", "# was: t.a = 1\nt = { b = 2 } # t\n")]
    [InlineData("x . t = { u = { a = 1 } }", "# was: x.t.u.a = 1\nx . t = { u = {} }")]
    // In an inline table a comma goes too.
    [InlineData("t = { b = 2, a = 1 }", "# was: t.a = 1\nt = { b = 2 }")]
    [InlineData("t = { b = 2, a = 1, }", "# was: t.a = 1\nt = { b = 2, }")]
    [InlineData("t = {\n  a = 1,\n  b = 2,\n}", "# was: t.a = 1\nt = {\n  b = 2,\n}")]
    [InlineData("t = {\n  b = 2,\n  a = 1\n}", "# was: t.a = 1\nt = {\n  b = 2\n}")]
    [InlineData("t = {\n  b = 2,\n  a = 1,\n}", "# was: t.a = 1\nt = {\n  b = 2,\n}")]
    public void CommentOut_Key_KeepsItsTextInItsPlace(string before, string after) =>
        Edit(before, (edits, key) => edits.CommentOut(key, "was: ")).ShouldBe(after);

    [Theory]
    [InlineData("t = {\n  b = 2, # b\n  a = 1\n}")]
    [InlineData("t = { # t\n  a = 1\n}")]
    [InlineData("t = {\n  a = 1 # a\n}")]
    [InlineData("t = {\n  a = 1,\n  # end\n}")]
    public void CommentOut_InAnInlineTableWithComments_IsRefused(string text)
    {
        EditRefusedException error = Should.Throw<EditRefusedException>(
            () => Edit(text, (edits, key) => edits.CommentOut(key, "was: ")));

        error.Message.ShouldBe("there is a comment between its keys in braces");
    }

    [Theory]
    [InlineData("t = { x.a = 1, b = 2, y.a = 3, z.a = 4 }", "t = { b = 2 }")]
    [InlineData("t = { x.a = 1, y.a = 3 }", "t = {}")]
    [InlineData("t = { b = 1, x.a = 1, y.a = 3, c = 4 }", "t = { b = 1, c = 4 }")]
    public void CommentOut_SeveralKeysOfOneTable_LeavesTheOthers(string before, string after)
    {
        string edited = Edit(before, (edits, key) => edits.CommentOut(key, ""));

        edited.Split('\n')[^1].ShouldBe(after);
        edited.Split('\n').SkipLast(1).ShouldAllBe(line => line.StartsWith("# t.", StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_AllEditsOfAKey_AreMadeTogether() =>
        Edit("t = { b = 1, a = 'x' }\r\n", (edits, key) =>
            {
                edits.NoteAbove(key, "was: ");
                edits.Rename(key, "cmd");
                edits.SetValue(key, "y");
            })
            .ShouldBe("# was: t.a = 'x'\r\nt = { b = 1, cmd = 'y' }\r\n");

    /// <summary>Edits the keys whose last part is <c>a</c>; the result must be valid.</summary>
    private static string Edit(string text, Action<SpanEditor, KeySpan> edit)
    {
        ConfigFileText source = TomlFile.Decode(Encoding.UTF8.GetBytes(text));
        var edits = new SpanEditor(new TomlDocument(source));
        foreach (LocatedKey key in KeyLocator.Find(TomlSyntax.Parse(source).ShouldNotBeNull(), source.Text))
        {
            if (TomlSyntax.NameOf(TomlSyntax.LastPart(key.Syntax.Key!)) == "a")
            {
                edit(edits, key.Span);
            }
        }

        string edited = edits.Apply();
        TomlFile.Check(edited).ShouldBeEmpty();
        return edited;
    }
}
