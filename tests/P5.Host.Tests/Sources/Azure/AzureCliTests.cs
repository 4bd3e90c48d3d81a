using System.Text.Json;
using P5.FakeAzure;
using P5.Sources;
using static P5.Host.Tests.AzureScene;

namespace P5.Host.Tests;

/// <summary>The login of the Azure CLI, which a script stands in for.</summary>
public sealed class AzureCliTests : IAsyncLifetime
{
    private const string Management =
        "account get-access-token --output json --scope https://management.azure.com/.default";

    private AzureScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for a shell of Unix.");
        _scene = await AzureScene.StartAsync();
        Print(new
        {
            accessToken = "hunter2",
            expires_on = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(),
            subscription = AzureEndpoint.Subscription,
            tenant = AzureEndpoint.Tenant,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }

    [Fact]
    public async Task Login_IsThatOfTheCli_AndSetsItsTenantAndSubscription()
    {
        CredentialResult result = await _scene.AskAsync();

        Dictionary<string, string> variables = VariablesOf(result);
        variables["ARM_USE_CLI"].ShouldBe("true");
        variables["ARM_TENANT_ID"].ShouldBe(AzureEndpoint.Tenant);
        variables["ARM_SUBSCRIPTION_ID"].ShouldBe(AzureEndpoint.Subscription);
        variables["ARM_CLIENT_SECRET"].ShouldBe("");
        variables.Values.ShouldNotContain("hunter2", "no provider takes the token");
        variables.Keys.ShouldNotContain("AZURE_CLIENT_SECRET", "SDKs take an empty one for a secret");
        result.LifetimeSeconds.ShouldBe(0);
        Calls().ShouldBe([Management]);
    }

    [Fact]
    public async Task Account_OfSettings_IsAnArgument()
    {
        VariablesOf(await _scene.AskAsync(("tenant", "example.com")));
        VariablesOf(await _scene.AskAsync(
            ("tenant", AzureEndpoint.Tenant), ("subscription", AzureEndpoint.Subscription)));

        Calls().ShouldBe(
            [$"{Management} --tenant example.com", $"{Management} --subscription {AzureEndpoint.Subscription}"]);
    }

    [Fact]
    public async Task Account_IsOfAnotherTenant_IsRefused()
    {
        const string Other = "77777777-7777-7777-7777-777777777777";

        (await _scene.RefusalAsync(("tenant", Other), ("subscription", AzureEndpoint.Subscription))).ShouldBe(
            $"the Azure CLI has a token of another tenant, {AzureEndpoint.Tenant}. Correct tenant or subscription, or "
            + $"run 'az login --tenant {Other}'");
    }

    [Fact]
    public async Task Account_OfTheCliIsAnotherOne_IsNoticed()
    {
        CredentialResult result = await _scene.AskAsync();
        result.HasChanged!().ShouldBeFalse();

        _scene.Write("azure/azureProfile.json", "{}");

        result.HasChanged().ShouldBeTrue();
    }

    [Fact]
    public async Task Tokens_AreThoseOfTheCli_UntilTheyExpire()
    {
        CredentialResult result = await _scene.AskAsync(("tokens", """{"A":"https://graph.microsoft.com/.default"}"""));

        VariablesOf(result)["A"].ShouldBe("hunter2");
        result.LifetimeSeconds.ShouldBeInRange(3240, 3300);
    }

    [Fact]
    public async Task Tokens_OfAnOldCli_HaveTheLocalTime()
    {
        DateTime end = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow.AddHours(1), TimeZoneInfo.Local).DateTime;
        Print(new { accessToken = "hunter2", expiresOn = $"{end:yyyy-MM-dd HH:mm:ss}.000000" });

        (await _scene.AskAsync(("tokens", """{"A":"https://graph.microsoft.com/.default"}""")))
            .LifetimeSeconds.ShouldBeInRange(3240, 3300);
    }

    [Theory]
    [InlineData("""{"accessToken":"hunter2"}""", "the output of 'az account get-access-token' has no expires_on")]
    [InlineData("""{"expires_on":1}""", "the output of 'az account get-access-token' has no accessToken")]
    [InlineData("hunter2", "the output of 'az account get-access-token' has no accessToken")]
    public async Task Output_IsOfAnotherForm_IsRefused(string output, string problem)
    {
        Script($"cat <<'END'\n{output}\nEND\n");

        string refusal = await _scene.RefusalAsync();

        refusal.ShouldStartWith(problem);
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Cli_IsNotLoggedIn_SaysWhatItSays()
    {
        Script("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1\n");

        (await _scene.RefusalAsync())
            .ShouldBe("Azure CLI az ended with exit code 1: ERROR: Please run 'az login' to setup account.");
    }

    [Fact]
    public async Task Cli_IsNotInstalled_SaysSo()
    {
        _scene.User["PATH"] = _scene.PathOf("empty");

        (await _scene.RefusalAsync()).ShouldStartWith("Azure CLI az cannot be run: ");
    }

    private void Print(object output) => Script($"cat <<'END'\n{JsonSerializer.Serialize(output)}\nEND\n");

    private void Script(string body)
    {
        string path = _scene.WriteExecutable("bin/az", $"#!/bin/sh\necho \"$*\" >> '{_scene.PathOf("calls")}'\n{body}");
        _scene.User["PATH"] =
            $"{Path.GetDirectoryName(path)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
    }

    private string[] Calls() => File.ReadAllLines(_scene.PathOf("calls"));
}
