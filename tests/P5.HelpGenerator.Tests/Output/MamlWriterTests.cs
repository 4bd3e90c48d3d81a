using System.Xml.Linq;

namespace P5.HelpGenerator.Tests;

public sealed class MamlWriterTests
{
    private static readonly XElement s_command = MamlWriter.Write([Sample.Check().Help!]).Root!.Elements().Single();

    [Fact]
    public void Write_Syntax_HasASetEachWithPositionsFirst()
    {
        XElement[] items = [.. Find(s_command, "syntaxItem")];

        items.Select(Names).ShouldBe(
        [
            "Name Map Format Day Force WhatIf Confirm",
            "Sample Map Format Day Force WhatIf Confirm",
        ]);
        Find(items[0], "parameterValueGroup").First().Elements().Select(value => value.Value)
            .ShouldBe(["Json", "Text"]);
    }

    [Theory]
    [InlineData("Name", "required", "false")]
    [InlineData("Name", "position", "0")]
    [InlineData("Name", "globbing", "true")]
    [InlineData("Name", "pipelineInput", "True (ByPropertyName)")]
    [InlineData("Name", "aliases", "Title, N")]
    [InlineData("Sample", "pipelineInput", "True (ByValue)")]
    [InlineData("Map", "required", "false (Name), true (Sample)")]
    [InlineData("Map", "position", "1 (Name), Named (Sample)")]
    [InlineData("Map", "aliases", "none")]
    [InlineData("Force", "position", "Named")]
    public void Write_Parameter_HasWhatTheAssemblySays(string parameter, string attribute, string value) =>
        Parameter(parameter).Attribute(attribute)!.Value.ShouldBe(value);

    [Theory]
    [InlineData("Name", "all samples")]
    [InlineData("Map", "None")]
    [InlineData("Force", "False")]
    public void Write_Parameter_HasItsDefault(string parameter, string value) =>
        Find(Parameter(parameter), "defaultValue").Single().Value.ShouldBe(value);

    [Theory]
    [InlineData("Format", "The format.", "Accepted values: Json, Text.")]
    [InlineData("Force", "Gets hidden ones too.")]
    [InlineData("WhatIf", "Shows what would happen. Nothing is changed.")]
    public void Write_Parameter_IsDescribed(string parameter, params string[] paragraphs) =>
        Find(Parameter(parameter), "para").Select(paragraph => paragraph.Value).ShouldBe(paragraphs);

    [Fact]
    public void Write_Example_HasCodeThenOutput()
    {
        XElement example = Find(s_command, "example").First();

        Find(example, "title").Single().Value.Trim('-').ShouldBe(" Example 1: Get all ");
        Find(example, "code").Single().Value.ShouldBe("Get-Sample\nGet-Sample |\n    Out-String\n\none");
        Find(example, "para").First().Value.ShouldBe("All of them.");
    }

    private static XElement Parameter(string name) =>
        Find(s_command, "parameters").Single().Elements()
            .Single(parameter => Find(parameter, "name").First().Value == name);

    private static string Names(XElement item) =>
        string.Join(
            ' ',
            item.Elements().Where(element => element.Name.LocalName == "parameter")
                .Select(parameter => Find(parameter, "name").First().Value));

    private static IEnumerable<XElement> Find(XElement element, string name) =>
        element.Descendants().Where(descendant => descendant.Name.LocalName == name);
}
