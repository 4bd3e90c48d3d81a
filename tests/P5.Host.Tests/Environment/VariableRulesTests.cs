namespace P5.Host.Tests;

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
    [InlineData("A=b", "v", "'A=...'")]
    [InlineData("=A", "v", "'=...'")]
    [InlineData("A\0", "v", "NUL character ('A\\u0000...')")]
    [InlineData("A\nB", "v", "control character ('A\\u000a...')")]
    [InlineData("A\u001b[31m", "v", "'A\\u001b...'")]
    [InlineData("A\u0085", "v", "'A\\u0085...'")]
    [InlineData("\u007f", "v", "'\\u007f...'")]
    [InlineData("A\u001b=v", "v", "'A\\u001b=...'")]
    [InlineData("A", "v\0", "'A'")]
    public void Check_ImpossibleVariable_NamesPluginAndProblem(string name, string? value, string problem)
    {
        P5Exception error = Should.Throw<P5Exception>(() => VariableRules.Check("login", name, value));

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldContain("'login'");
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public void NameComparer_Case_CountsAsOnThePlatform() =>
        VariableRules.NameComparer.Equals("Path", "PATH").ShouldBe(OperatingSystem.IsWindows());
}
