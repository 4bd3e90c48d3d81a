namespace P5.Host.Tests;

/// <summary>Which variables are no secrets: by name and form. A secret under such a name stays masked.</summary>
[Trait("Category", "Hostile")]
public sealed class PublicVariablesTests
{
    [Theory]
    [InlineData("ARM_TENANT_ID", "00000000-0000-0000-0000-000000000001")]
    [InlineData("AZURE_TENANT_ID", "example.onmicrosoft.com")]
    [InlineData("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000001")]
    [InlineData("ARM_SUBSCRIPTION_ID", "00000000-0000-0000-0000-000000000001")]
    [InlineData("ARM_ENVIRONMENT", "usgovernment")]
    [InlineData("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us/")]
    [InlineData("AWS_REGION", "eu-west-1")]
    [InlineData("AWS_DEFAULT_REGION", "us-gov-west-1")]
    [InlineData("VAULT_ADDR", "https://vault.example.com:8200")]
    [InlineData("PULUMI_BACKEND_URL", "s3://shop-state/dev")]
    [InlineData("PGUSER", "postgres")]
    [InlineData("PGHOST", "db.example.com")]
    public void Contains_KnownNameAndForm_IsPublic(string name, string value) =>
        PublicVariables.Contains(name, value).ShouldBeTrue();

    [Theory]
    [InlineData("ARM_TENANT_ID", "hunter2")]
    [InlineData("ARM_TENANT_ID", "hvs.CAESIJhunter2hunter2")]
    [InlineData("ARM_CLIENT_ID", "example.com")]
    [InlineData("ARM_CLIENT_SECRET", "00000000-0000-0000-0000-000000000001")]
    [InlineData("AWS_REGION", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("AWS_REGION", "eu-west-1\nhunter2")]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("VAULT_ADDR", "https://me:hunter2@vault.example.com")]
    [InlineData("PULUMI_BACKEND_URL", "postgres://me:hunter2@db.example.com/state")]
    [InlineData("PULUMI_BACKEND_URL", "azblob://state?sas=hunter2")]
    [InlineData("PULUMI_BACKEND_URL", "azblob://state;sig=hunter2")]
    [InlineData("PULUMI_BACKEND_URL", "hunter2")]
    [InlineData("ARM_CLIENT_CERTIFICATE_PATH", "-----BEGIN PRIVATE KEY-----\nhunter2")]
    [InlineData("PGUSER", "v-token-readonly-x8a9b1c2d3e4")]
    [InlineData("OTHER_URL", "https://example.com")]
    public void Contains_AnythingElse_IsSecret(string name, string value) =>
        PublicVariables.Contains(name, value).ShouldBeFalse();

    [Fact]
    public void SecretsOf_ValueUnderTwoNames_IsSecretForTheOther() =>
        new SecretPatterns(PublicVariables.SecretsOf(new Dictionary<string, string>
        {
            ["AWS_REGION"] = "eu-west-1",
            ["TOKEN"] = "eu-west-1",
            ["AWS_DEFAULT_REGION"] = "eu-west-2",
        })).Mask("eu-west-1 eu-west-2", before: "").ShouldBe("*** eu-west-2");
}
