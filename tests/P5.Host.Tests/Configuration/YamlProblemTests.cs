using System.Text;

namespace P5.Host.Tests;

/// <summary>What is said of a file that is not YAML. The library's own sentences are not shown.</summary>
public sealed class YamlProblemTests
{
    [Theory]
    // Structure.
    [InlineData("a: ]", "A value is missing here.")]
    [InlineData("- a\nb: c", "An item of a list must begin with '- ', in the same column as the other items.")]
    [InlineData("a: 1\n- b", "A key must be in the same column as the other keys of its table.")]
    [InlineData("a: [1\nb: 2", "A ',' or ']' is missing before this.")]
    [InlineData("a: {b: 1\nc: 2}", "A ',' or '}' is missing before this.")]
    [InlineData("a: 1\nb\nc: 2", "This must be a key followed by ':'.")]
    [InlineData("a: @b", "A value cannot begin with this character unless it is in quotes.")]
    [InlineData("a: - b", "A list must begin on its own line.")]
    [InlineData("a: ? b", "A table must begin on its own line.")]
    [InlineData("a: b: c", "A ':' is not allowed here: quote a text with ': ', and begin a table on its own line.")]
    // Anchors, tags and directives.
    [InlineData("a: & b", "An anchor or alias must have a name of letters, digits, '-' and '_'.")]
    [InlineData("a: !x!y z", "The handle of this tag needs a %TAG directive.")]
    [InlineData("a: !<x y", "This tag is malformed.")]
    [InlineData("%YAML 1.1\n%YAML 1.1\n---\na: b", "A document can have one %YAML directive.")]
    [InlineData("%YAML 2.0\n---\na: b", "The version of YAML must be 1.1.")]
    [InlineData("%YAML 1\n---\na: b", "This line must be a complete %YAML or %TAG directive.")]
    [InlineData("%TAG ! a\n%TAG ! b\n---\na: b", "Another %TAG directive has the same handle.")]
    [InlineData("%YAML 1.1\na: b", "A line with --- must follow the directives.")]
    [InlineData("%FOO\n---\na: b", "A directive must be %YAML or %TAG.")]
    // Blocks of text and quotes.
    [InlineData("a: |0\n  b", "The indentation of a block of text must be 1 to 9.")]
    [InlineData("a: | b", "A block of text must begin on the next line.")]
    [InlineData("a: |\n\tb", "Lines must be indented with spaces, not with tabs.")]
    [InlineData("a: \"b", "This text needs a quote at its end.")]
    [InlineData("a: 'b\n---\nc'", "This text needs a quote at its end.")]
    [InlineData("a: \"\\q\"", "This text has an escape that YAML does not define; a backslash is written \\\\.")]
    [InlineData("a: \"\\xg0\"", "An escape of this text needs hexadecimal digits: 2 for \\x, 4 for \\u, 8 for \\U.")]
    [InlineData("a: \"\\U00110000\"", "An escape of this text is not a character.")]
    public void Describe_EachFinding_IsASentenceOfThisProject(string yaml, string sentence)
    {
        var source = ConfigFileText.Decode(ConfigurationStage.Stack, "Pulumi.dev.yaml", Encoding.UTF8.GetBytes(yaml));

        var error = Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(source));

        error.Problem.ShouldBe("This is not valid YAML: " + sentence);
    }

    // An unquoted password may begin with a star.
    [Fact]
    public void Alias_WithoutAnAnchor_IsNotShown()
    {
        var source = ConfigFileText.Decode(ConfigurationStage.Stack, "Pulumi.dev.yaml", "a: *hunter2"u8.ToArray());

        var error = Should.Throw<ConfigurationException>(() => YamlReader.ReadStrict(source));

        error.Problem.ShouldContain("A text that begins with * is an alias");
        error.ToString().ShouldNotContain("hunter2");
    }
}
