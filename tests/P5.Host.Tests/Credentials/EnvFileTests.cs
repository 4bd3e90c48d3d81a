namespace P5.Host.Tests;

/// <summary>The built-in plugin env with files, called through the host and its cache.</summary>
public sealed class EnvFileTests : IAsyncDisposable
{
    private readonly TestHost _test = new TestHost().Write("[plugins.env.config]\npath = '.env'\n");

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Authenticate_FileUnchanged_AnswersFromTheCache()
    {
        Write("P5T_A=1");
        (await AskAsync()).FromCache.ShouldBeFalse();

        (await AskAsync()).FromCache.ShouldBeTrue();
    }

    // The length is equal, so only the times show the change; within one tick of their clock, only the content.
    [Fact]
    public async Task Authenticate_FileEdited_ReadsItAgain()
    {
        Write("P5T_A=1");
        await AskAsync();

        Write("P5T_A=2");

        AuthenticationResult result = await AskAsync();
        result.FromCache.ShouldBeFalse();
        result.Credential!.GetVariables()["P5T_A"].ShouldBe("2");
        (await AskAsync()).FromCache.ShouldBeTrue();
    }

    [Fact]
    public async Task Authenticate_FileOfOldTimeEdited_ReadsItAgain()
    {
        Write("P5T_A=1");
        File.SetLastWriteTimeUtc(_test.Workspace.PathOf(".env"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await AskAsync();
        (await AskAsync()).FromCache.ShouldBeTrue();

        Write("P5T_A=2");

        (await AskAsync()).Credential!.GetVariables()["P5T_A"].ShouldBe("2");
    }

    [Fact]
    public async Task Authenticate_FileDeleted_FailsAndDoesNotUseTheOldValue()
    {
        Write("P5T_A=1");
        await AskAsync();

        File.Delete(_test.Workspace.PathOf(".env"));

        P5Exception error = (await AskAsync()).Error.ShouldNotBeNull();
        error.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        error.Message.ShouldContain("optional = true");
    }

    // With onStackChange = false, stacks share the cached answer.
    [Fact]
    public async Task Authenticate_FileEditedBeforeAnotherStack_ReadsItAgain()
    {
        _test.Write("[plugins.env]\nrefresh = { onStackChange = false }\n[plugins.env.config]\npath = '.env'\n");
        Write("P5T_A=1");
        await AskAsync();
        (await _test.AskAsync("prod")).ShouldHaveSingleItem().FromCache.ShouldBeTrue();

        Write("P5T_A=2");

        (await _test.AskAsync("prod")).ShouldHaveSingleItem().Credential!.GetVariables()["P5T_A"].ShouldBe("2");
    }

    [Fact]
    public async Task Authenticate_CredentialOfAws_ExpiresWithIt()
    {
        DateTimeOffset expiration = _test.Clock.GetUtcNow().AddMinutes(10);
        Write($$"""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s==","Expiration":"{{expiration:O}}"}""");

        PluginCredential credential = (await AskAsync()).Credential.ShouldNotBeNull();

        credential.VariableNames.ShouldBe(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
        credential.ExpiresAt.ShouldBe(expiration);
        (await AskAsync()).FromCache.ShouldBeTrue();
        _test.Clock.Advance(TimeSpan.FromMinutes(11));
        (await AskAsync()).Error.ShouldNotBeNull().Message.ShouldContain("already expired");
    }

    [Fact]
    public async Task Authenticate_StaticNameWithAValue_IsRefusedAndNotShown()
    {
        _test.Write("[plugins.env.config.vars]\n'TOKEN hunter2' = ''\nOTHER = 'hunter2'\n");

        P5Exception error = (await AskAsync()).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldNotContain("hunter2");
    }

    private void Write(string text) => _test.Workspace.Write(".env", text);

    private async Task<AuthenticationResult> AskAsync() => (await _test.AskAsync()).ShouldHaveSingleItem();
}
