using System.Text.Json;

namespace P5.Host.Tests;

public sealed class CredentialTests
{
    private static readonly AuthenticationContext s_context = new("/work", "dev", "shop");
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Create_Variables_CopiesThemWithEmptyOnes()
    {
        var given = new Dictionary<string, string> { ["B"] = "", ["A"] = "1" };

        var credential = PluginCredential.Create("login", s_context, given, 60, s_now);
        given.Clear();

        credential.VariableNames.ShouldBe(["A", "B"]);
        credential.GetVariables()["B"].ShouldBe("");
        credential.ExpiresAt.ShouldBe(s_now.AddSeconds(60));
    }

    [Fact]
    public void ToString_Secret_IsNotInAnyView()
    {
        var credential = PluginCredential.Create("login", s_context, [new("TOKEN", "hunter2")], 0, s_now);

        string.Concat(credential, JsonSerializer.Serialize(credential)).ShouldContain("TOKEN");
        string.Concat(credential, JsonSerializer.Serialize(credential)).ShouldNotContain("hunter2");
        (credential with { AlwaysAsk = true }).ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("A=hunter2", "v")]
    [InlineData("=A", "v")]
    [InlineData("A\0hunter2", "v")]
    [InlineData("A", "hunter2\0")]
    public void Create_ImpossibleVariable_ThrowsWithoutTheValue(string name, string value)
    {
        P5Exception error = Should.Throw<P5Exception>(
            () => PluginCredential.Create("login", s_context, [new("FINE", "1"), new(name, value)], 0, s_now));

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.PluginName.ShouldBe("login");
        error.Message.ShouldContain("'login'");
        error.Message.ShouldNotContain("hunter2");
        error.RecommendedAction.ShouldNotBeEmpty();
    }
}
