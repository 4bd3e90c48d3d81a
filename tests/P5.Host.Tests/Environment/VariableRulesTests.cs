namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class VariableRulesTests
{
    [Theory]
    [InlineData("A", "")]
    [InlineData("a b.c-d", "line\nline")]
    [InlineData("ÄÖ", "=")]
    [InlineData("A", null)]
    public void Check_PossibleVariable_Passes(string name, string? value) => VariableRules.Check("login", name, value);

    [Theory]
    [InlineData("", "v", "without a name")]
    [InlineData("hunter2=b", "v", "'=' (character 8 of 9;")]
    [InlineData("=hunter2", "v", "'=' (character 1 of 8;")]
    [InlineData("hunter2\0", "v", "a NUL character (character 8 of 8;")]
    [InlineData("hunter2\nB", "v", "a control character (character 8 of 9;")]
    [InlineData("hunter2\u001b[31m", "v", "a control character")]
    [InlineData("hunter2\u0085", "v", "a control character")]
    [InlineData("\u007fhunter2", "v", "a control character (character 1 of 8;")]
    [InlineData("hunter2\u001b=v", "v", "'=' (character 9 of 10;")]
    [InlineData("A", "hunter2\0", "a value for 'A' that contains a NUL character")]
    public void Check_ImpossibleVariable_NamesPluginAndProblem(string name, string? value, string problem)
    {
        P5Exception error = Should.Throw<P5Exception>(() => VariableRules.Check("login", name, value));

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldContain("'login'");
        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("hunter2");
    }

    // Not in attributes, which cannot contain an unpaired surrogate.
    [Fact]
    public void Check_TextThatCannotBeEncoded_IsRefused()
    {
        VariableRules.Problem("A\uD800", "v").ShouldBe("a name that is not valid Unicode");
        VariableRules.Problem("A", "v\uDC00x").ShouldBe("a value for 'A' that is not valid Unicode");
        VariableRules.Problem("A", "\uD83C").ShouldBe("a value for 'A' that is not valid Unicode");
        VariableRules.Problem("A", "\uD83C\uDF89 ok \uD83C\uDF89").ShouldBeNull();
    }

    // A name that shows a value: name, value of that name, value of another.
    [Theory]
    [InlineData("TOKEN hunter2", "", "hunter2")]
    [InlineData("TOKEN:hunter2", "hunter2", "")]
    [InlineData("hunter2-hunter2-hunter2", "hunter2-hunter2-hunter2", "")]
    [InlineData("X_1234567890abcdef", "", "1234567890abcdef")]
    public void CheckNames_NameWithAValue_IsRefusedAndNotShown(string name, string value, string other)
    {
        var variables = new Dictionary<string, string> { [name] = value, ["OTHER"] = other };

        P5Exception error = Should.Throw<P5Exception>(() => VariableRules.CheckNames("login", variables));

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldContain("'login'");
        error.Message.ShouldNotContain("hunter2");
        error.Message.ShouldNotContain("1234");
    }

    // Words that are a value and a part of an ordinary name; a value that is another variable's name.
    [Theory]
    [InlineData("PRODUCTION_URL", "", "PRODUCTION")]
    [InlineData("TF_VAR_us-east-1", "", "us-east-1")]
    [InlineData("ProgramFiles(x86)", "C:\\Program Files (x86)", "x86")]
    [InlineData("PULUMI_CONFIG_PASSPHRASE", "hunter2", "PULUMI_CONFIG_PASSPHRASE")]
    [InlineData("A b", "", "")]
    public void CheckNames_OrdinaryName_Passes(string name, string value, string other) =>
        VariableRules.CheckNames("login", new Dictionary<string, string> { [name] = value, ["OTHER"] = other });

    [Fact]
    public void SpellingProblem_DifferentValues_NamesBothAndNoValue()
    {
        var variables = new Dictionary<string, string> { ["PATH"] = "hunter2", ["A"] = "", ["Path"] = "other" };

        VariableRules.SpellingProblem(variables, StringComparer.OrdinalIgnoreCase)
            .ShouldBe("different values for 'PATH' and 'Path', which are one variable on Windows");
        VariableRules.SpellingProblem(variables, StringComparer.Ordinal).ShouldBeNull();
    }

    [Fact]
    public void SpellingProblem_EqualValues_IsNone() => VariableRules.SpellingProblem(
        new Dictionary<string, string> { ["http_proxy"] = "p", ["HTTP_PROXY"] = "p" },
        StringComparer.OrdinalIgnoreCase).ShouldBeNull();

    [Fact]
    public void NameComparer_Case_CountsAsOnThePlatform() =>
        VariableRules.NameComparer.Equals("Path", "PATH").ShouldBe(OperatingSystem.IsWindows());
}
