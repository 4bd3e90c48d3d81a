namespace P5.Plugin.Tests;

public sealed class AuthResponseTests
{
    [Fact]
    public void Success_DictionaryChangedLater_KeepsItsCopy()
    {
        var env = new Dictionary<string, string> { ["A"] = "1" };
        var response = AuthResponse.Success(env, CredentialLifetime.NeverExpires);

        env["A"] = "2";

        response.EnvironmentVariables["A"].ShouldBe("1");
        response.IsSuccess.ShouldBeTrue();
        response.Error.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("A=secret", "v")]
    [InlineData("A\0", "v")]
    [InlineData("A\nsecret", "v")]
    [InlineData("secret\u001b", "v")]
    [InlineData("A", null)]
    [InlineData("A", "secret\0")]
    public void Success_NothingThatAnEnvironmentCanHold_ThrowsWithoutTheValue(string name, string? value)
    {
        var env = new Dictionary<string, string> { [name] = value! };

        var e = Should.Throw<ArgumentException>(() => AuthResponse.Success(env, CredentialLifetime.NeverExpires));

        e.Message.ShouldNotContain("secret");
    }

    // Not in attributes, which cannot contain an unpaired surrogate.
    [Fact]
    public void Success_TextThatCannotBeSent_ThrowsWithoutTheValue()
    {
        (string, string)[] variables =
        [
            ("A\uD800", "v"),
            ("A", "secret\uD800"),
            ("A", "\uDC00secret"),
            ("A", "\uD83C\uD83C\uDF89"),
        ];
        foreach ((string name, string value) in variables)
        {
            var env = new Dictionary<string, string> { [name] = value };

            Should.Throw<ArgumentException>(() => AuthResponse.Success(env, CredentialLifetime.NeverExpires))
                .Message.ShouldNotContain("secret");
        }

        var fine = new Dictionary<string, string> { ["A"] = "\uD83C\uDF89x\uD83C\uDF89" };
        AuthResponse.Success(fine, CredentialLifetime.NeverExpires).EnvironmentVariables.ShouldBe(fine);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Failure_WithoutAReason_Throws(string? message) =>
        Should.Throw<ArgumentException>(() => AuthResponse.Failure(message!));

    [Fact]
    public void ToString_Success_NamesVariablesWithoutValues()
    {
        var env = new Dictionary<string, string> { ["TOKEN"] = "secret", ["REGION"] = "secret" };

        AuthResponse.Success(env, CredentialLifetime.For(TimeSpan.FromMinutes(1))).ToString()
            .ShouldBe("AuthResponse { EnvironmentVariables = [REGION, TOKEN], Lifetime = 60 s }");
    }

    [Fact]
    public void ToString_Failure_SaysWhy() =>
        AuthResponse.Failure("no luck").ToString().ShouldBe("AuthResponse { Error = no luck }");
}
