namespace P5.HelpGenerator.Tests;

public sealed class ModuleReaderTests
{
    [Fact]
    public void Read_AnAssembly_FindsTheCmdletWithItsSets()
    {
        CmdletDeclaration cmdlet = Sample.Cmdlet;

        cmdlet.Name.ShouldBe("Get-Sample");
        cmdlet.ParameterSets.ShouldBe(["Name", "Sample"]);
        cmdlet.OutputTypes.ShouldBe(["System.String", typeof(SampleOutput).FullName!]);
    }

    [Fact]
    public void Read_AnAssembly_FindsParametersOfBasesAndOfPowerShell() =>
        Sample.Cmdlet.Parameters.Select(parameter => parameter.Name)
            .ShouldBe(["Name", "Sample", "Map", "Format", "Day", "Force", "WhatIf", "Confirm"]);

    [Theory]
    [InlineData("Name", "String[]")]
    [InlineData("Sample", "P5.HelpGenerator.Tests.SampleOutput")]
    [InlineData("Map", "Hashtable")]
    [InlineData("Day", "DayOfWeek")]
    [InlineData("Force", "SwitchParameter")]
    public void Read_AParameter_KnowsItsType(string name, string type) => Parameter(name).Type.ShouldBe(type);

    [Fact]
    public void Read_AParameter_KnowsItsAliasesAndWildcards()
    {
        Parameter("Name").Aliases.ShouldBe(["Title", "N"]);
        Parameter("Name").SupportsWildcards.ShouldBeTrue();
        Parameter("Map").Aliases.ShouldBeEmpty();
        Parameter("Map").SupportsWildcards.ShouldBeFalse();
    }

    [Fact]
    public void Read_AParameter_KnowsItsAcceptedValues()
    {
        Parameter("Format").AcceptedValues.ShouldBe(["Json", "Text"]);
        Parameter("Day").AcceptedValues.ShouldBe(Enum.GetNames<DayOfWeek>());
        Parameter("Name").AcceptedValues.ShouldBeEmpty();
    }

    [Fact]
    public void Read_AParameter_KnowsItsUses()
    {
        Parameter("Name").Uses.ShouldBe([new ParameterUse("Name", Position: 0, FromPipelineByPropertyName: true)]);
        Parameter("Sample").Uses
            .ShouldBe([new ParameterUse("Sample", Mandatory: true, Position: 0, FromPipeline: true)]);
        Parameter("Map").Uses
            .ShouldBe([new ParameterUse("Name", Position: 1), new ParameterUse("Sample", Mandatory: true)]);
        Parameter("Force").UseIn("Sample").ShouldBe(new ParameterUse(null));
        Parameter("Name").UseIn("Sample").ShouldBeNull();
    }

    private static ParameterDeclaration Parameter(string name) =>
        Sample.Cmdlet.Parameters.Single(parameter => parameter.Name == name);
}
