namespace P5.Host.Tests;

public sealed class TomlErrorTests
{
    // Each row: the text, line, column and the sentence of its first error.
    [Theory]
    // Keys and headers
    [InlineData("a", 1, 2, "'=' and a value must follow the key, not the end of the file.")]
    [InlineData("a\nb = 1", 1, 2, "'=' and a value must follow the key, not the end of the line.")]
    [InlineData(
        "a = 1\n  é = 2",
        2,
        3,
        "A key was expected here, not 'é'. Characters other than A-Z, a-z, 0-9, _ and - need quotes.")]
    [InlineData(
        "a. = 1", 1, 4, "A key was expected here, not '='. Characters other than A-Z, a-z, 0-9, _ and - need quotes.")]
    [InlineData("\"\"\"a\"\"\" = 1", 1, 1, "A key cannot be a multi-line string; use one quote on each side.")]
    [InlineData("[a\nb = 1", 1, 3, "The header needs ] here, not the end of the line.")]
    [InlineData("[[a]\nb = 1", 1, 4, "The header needs ]] here, not ']'.")]
    [InlineData("[a] b = 1", 1, 5, "Only a comment can follow the header on its line, not 'b'.")]
    // Values
    [InlineData("a =", 1, 4, "A value is missing here.")]
    [InlineData("a = # none", 1, 5, "A value is missing here.")]
    [InlineData("a = ?", 1, 5, "A value cannot start with '?'; strings need quotes.")]
    [InlineData(
        "a = text", 1, 5, "This is not a value. Strings need quotes; booleans are true and false in lower case.")]
    [InlineData("a = 1 2", 1, 7, "Only a comment can follow the value on its line, not '2'.")]
    [InlineData("a = 1\rb = 2", 1, 6, "A carriage return must be followed by a line feed.")]
    // Strings
    [InlineData("a = \"x\nb = 1", 1, 5, "This string has no closing \" on its line.")]
    [InlineData("a = '''x\nb = 1", 1, 5, "This multi-line string has no closing '''.")]
    [InlineData(
        "a = \"C:\\dir\"",
        1,
        8,
        "\\ before 'd' is not an escape sequence. Write \\\\ for a backslash, or put the text in single quotes.")]
    [InlineData("a = \"\\u12\"", 1, 6, "This escape needs 4 hexadecimal digits.")]
    [InlineData("a = \"\\uD800\"", 1, 6, "This escape is not a Unicode character.")]
    [InlineData("a = '\u0001'", 1, 6, "A string cannot contain the character U+0001; use double quotes and an escape.")]
    [InlineData(
        "a = \"x\\\ny\"",
        1,
        7,
        "\\ before the end of the line is not an escape sequence. "
        + "Write \\\\ for a backslash, or put the text in single quotes.")]
    [InlineData(
        "a = \"\"\"x\ny\\\tz\"\"\"",
        2,
        2,
        "\\ before U+0009 is not an escape sequence. Write \\\\ for a backslash, or put the text in single quotes.")]
    [InlineData(
        "a = \"\"\"x\ny\\ z\"\"\"",
        2,
        2,
        "\\ before U+0020 is not an escape sequence. Write \\\\ for a backslash, or put the text in single quotes.")]
    // Numbers
    [InlineData(
        "a = 012",
        1,
        5,
        "A number cannot start with 0 unless it is 0. Put text, such as an account number, in quotes; octal is 0o17.")]
    [InlineData("a = 1__2", 1, 7, "An underscore in a number must be between two digits.")]
    [InlineData("a = 1.", 1, 7, "A digit is missing here; strings need quotes.")]
    [InlineData("a = 0xfg", 1, 8, "'g' is not a digit of this number.")]
    [InlineData("a = 12px", 1, 7, "A number cannot contain 'p'; strings need quotes.")]
    [InlineData("a = 9223372036854775808", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 0x8000000000000000", 1, 5, "This number does not fit into 64 bits.")]
    [InlineData("a = 1e999", 1, 5, "This number is too large for a 64-bit float.")]
    // Dates and times
    [InlineData("a = 2023-02-29", 1, 13, "The day must be 1 to 28.")]
    [InlineData("a = 2023-2-01", 1, 11, "The month needs 2 digits.")]
    [InlineData("a = 24:00:00", 1, 5, "The hour must be 0 to 23.")]
    [InlineData("a = 2023-02-01X10:00:00", 1, 15, "A date and its time are separated by T or one space.")]
    [InlineData("a = 2023-02-01T10:00:00+1", 1, 26, "The offset's hour needs 2 digits.")]
    [InlineData("a = 10:00:00Z", 1, 13, "The date or time must end here.")]
    // What .NET cannot hold of a date
    [InlineData("a = 0000-01-01", 1, 5, "The year must be 1 to 9999.")]
    [InlineData("a = 10:00:00.12345678", 1, 21, "A fraction of a second can have 7 digits at most.")]
    [InlineData("a = 2023-02-01T10:00:00+15:00", 1, 25, "The offset's hour must be 0 to 14.")]
    [InlineData("a = 2023-02-01T10:00:00+14:30", 1, 30, "The offset must be 14:00 at most.")]
    [InlineData("a = 0001-01-01T00:00:00+01:00", 1, 5, "This date and time must be in the years 1 to 9999 of UTC.")]
    // Arrays and inline tables
    [InlineData("a = [1,\n2\n", 1, 5, "This array is not closed: ']' is missing.")]
    [InlineData("a = [1 2]", 1, 8, "The array needs ',' or ']' here, not '2'.")]
    [InlineData("a = {b = 1", 1, 5, "This inline table is not closed: '}' is missing.")]
    [InlineData("a = {b = 1; c = 2}", 1, 11, "The inline table needs ',' or '}' here, not ';'.")]
    // Comments
    [InlineData("a = 1 # x\u0007y", 1, 10, "A comment cannot contain the character U+0007.")]
    // A byte order mark takes no column; a tab and half an emoji take one each.
    [InlineData("\uFEFFa ?", 1, 3, "'=' and a value must follow the key, not '?'.")]
    [InlineData("\t\"😀\" ?", 1, 7, "'=' and a value must follow the key, not '?'.")]
    [InlineData("a = 1\r\nb ?", 2, 3, "'=' and a value must follow the key, not '?'.")]
    // Names defined twice
    [InlineData("a = 1\na = 2", 2, 1, "The key 'a' is already defined on line 1.")]
    [InlineData("a = {b = 1, b = 2}", 1, 13, "The key 'b' is already defined on line 1.")]
    [InlineData("[a]\n[b]\n[a]", 3, 2, "The table 'a' is already defined on line 1.")]
    [InlineData("[a]\n[[a]]", 2, 3, "The array of tables 'a' is already defined on line 1.")]
    [InlineData("a = 1\n[a.b]", 2, 2, "'a' has its value on line 1; nothing can be added to it.")]
    [InlineData("a = {}\na.b = 1", 2, 1, "'a' has its value on line 1; nothing can be added to it.")]
    [InlineData(
        "[a.b]\n[a]\nb.c = 1", 3, 1, "The table 'b' has its own header on line 1; a dotted key cannot add to it.")]
    public void Read_InvalidText_ReportsPositionAndProblem(string text, int line, int column, string sentence)
    {
        var error = Should.Throw<ConfigurationException>(() => TomlFile.Read(text));

        (error.Line, error.Column, error.Problem).ShouldBe((line, column, sentence));
    }

    [Theory]
    [InlineData("[plugins.a]\ncmd = b\nok = 1\n[plugins.b\nargs = [1 2]\n", new[] { 2, 4 })]
    [InlineData("a = 1 2 3\n= = =\nb =\nc = \"\\d\\d\"\n", new[] { 1, 2, 3, 4 })]
    // What follows a string, an array or an inline table without its end does not show in its text.
    [InlineData("a = b\nc = [\"unclosed\nok = 1\n[plugins.b\ncmd = b\n", new[] { 1, 2 })]
    [InlineData("a = [1,\nb = 2\nc = d\n", new[] { 2 })]
    [InlineData("a = {b = 1,\nc = 2\n", new[] { 1 })]
    [InlineData("a = '''x\nb = c\n", new[] { 1 })]
    public void Read_SeveralBrokenLines_ReportsEachOnce(string text, int[] lines) =>
        TomlFile.Check(text).Select(error => error.Line!.Value).ShouldBe(lines);

    [Fact]
    public void Read_InvalidText_NamesNoValue()
    {
        string[] texts =
        [
            "a = hunter2", "a = 'hunter2", "a = 12hunter2", "a = 2020-01-01hunter2", "a = [hunter2", "a = \"hunter2",
            "a = {b = hunter2", "a = \"\"\"hunter2", "a = true hunter2", "a hunter2", "a = '\u0001hunter2'",
            "a = \"\\hunter2\"", "a = [1 hunter2]", "a = {b = 1 hunter2}", "[a]hunter2", "a = 1.hunter2",
        ];

        foreach (string text in texts)
        {
            ConfigurationDiagnostic error = TomlFile.Check(text).ShouldHaveSingleItem();
            error.ToString().ShouldNotContain("unter");
        }
    }

    [Fact]
    public void Read_ReplacementCharacter_IsText() =>
        TomlFile.Read("\"\uFFFD\" = '\uFFFD' # \uFFFD").Find("\uFFFD").ShouldNotBeNull();

    // Tomlyn's lexer reads past the end of these.
    [Theory]
    [InlineData("a = \"\\")]
    [InlineData("a = \"\\u")]
    [InlineData("a = \"\\U0001F60")]
    [InlineData("a = \"\\x4")]
    [InlineData("a = \"\"\"\\")]
    public void Read_EscapeCutOffByTheEnd_IsAnError(string text) =>
        TomlFile.Check(text).ShouldHaveSingleItem().Line.ShouldBe(1);

    // Tomlyn reports an error if the next line is not indented.
    [Fact]
    public void Read_BackslashAndSpacesAtALineEnd_JoinsTheLines() =>
        TomlFile.Read("a = \"\"\"x\\  \ny\"\"\"").Find("a").ShouldBeOfType<ConfigText>().Value.ShouldBe("xy");
}
