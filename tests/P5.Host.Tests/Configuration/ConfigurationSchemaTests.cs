using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Tomlyn;

namespace P5.Host.Tests;

/// <summary>The schema of p5.toml, against what P5 itself reads.</summary>
public sealed class ConfigurationSchemaTests
{
    private const string LongName =
        "A234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
        + "B234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
        + "C";

    private static readonly JsonSchema s_schema = JsonSchema.FromText(ConfigurationSchema.ToJson());

    /// <summary>Every option and every setting, with a value that P5 accepts.</summary>
    [Theory]
    [InlineData("order = ['a']\n[plugins.a]\ncmd = './a'\nargs = ['x']\nsha256 = ''\nmtls = 'auto'\n")]
    [InlineData("[plugins.a]\nstart_timeout = '1h30m'\ntimeout = 0\nidle_timeout = '0.5s'\n")]
    [InlineData("[plugins.a]\nimport_helper = true\nuse_auth_env = false\nresource_opener = true\n")]
    [InlineData("[plugins.a]\nstore = false\nfiles = ['KUBECONFIG', 'a.b-1']\n")]
    [InlineData("[plugins.a.refresh]\nonStackChange = false\non_workspace_change = true\n")]
    [InlineData("[plugins.a.config]\nanything = [1, {b = 'c'}]\n")]
    [InlineData("[plugins.env.config]\nsources = [{type = 'file', path = '.env'}]\n")]
    [InlineData("[plugins.env]\ncmd = 'x'\nconfig = { type = 'static', vars = { A = 1, B = true, C = '' } }\n")]
    [InlineData("[plugins.env.config]\nsources = [{path = '.env', optional = true}, {type = 'static', vars = {}}]\n")]
    [InlineData("[plugins.env.config]\nsources = [{cmd = 'x', args = ['y', 1], dir = 'z'}, {command = ['x']}]\n")]
    [InlineData("[plugins.env]\nbuiltin = 'command'\nconfig = { command = ['x'] }\n")]
    [InlineData("[plugins.a]\nbuiltin = 'env'\nconfig = { path = '.env' }\n")]
    [InlineData("[plugins.command.config]\ncommand = ['x']\ndir = 'y'\nnames = ['A']\nlifetime = 90\n")]
    [InlineData("[plugins.a]\nbuiltin = 'command'\nconfig = { command = ['x'], variable = 'A', lifetime = '8h' }\n")]
    [InlineData("[plugins.aws.config]\nprofile = 'dev'\nduration = '2h'\ncredential_source = 'Environment'\n")]
    [InlineData("[plugins.azure.config]\nlogin = 'managed-identity'\ntokens = { A = 'a/.default' }\n")]
    [InlineData("[plugins.vault]\ncmd = './own'\nconfig = { anything = 1 }\n")]
    [InlineData("[plugins.vault]\nbuiltin = 'env'\nconfig = { path = '.env' }\n")]
    [InlineData("[plugins.vault.config]\nlogin = 'approle'\nrole = 'r'\nvariables = { A = 'a/b#c' }\n")]
    [InlineData("[plugins.pulumi.config]\nbackend = 's3://a'\npassphrase = 'pass:a/b'\naccess_token = ['x', 'y']\n")]
    [InlineData("[plugins.pulumi.config]\npassphrase = 'secret:a/b'\naccess_token = 'op://a/b/c d'\nhome = '~/x'\n")]
    [InlineData("[plugins.pulumi.config]\nlogin = 'github-oidc'\norg = 'a'\nteam = 'b'\nexpiration = '1h'\n")]
    public void Valid_IsAccepted(string toml)
    {
        IsValid(toml).ShouldBeTrue();

        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", toml);
        workspace.Load().Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ordr = []\n")]
    [InlineData("[plugins.a]\ncomand = './a'\n")]
    [InlineData("[plugins.a]\nmtls = 'maybe'\n")]
    [InlineData("[plugins.a]\nsha256 = 'abc'\n")]
    [InlineData("[plugins.a]\ntimeout = 'soon'\n")]
    [InlineData("[plugins.a]\ntimeout = -1\n")]
    [InlineData("[plugins.a]\nbuiltin = 'none'\n")]
    [InlineData("[plugins.a]\nargs = 'x'\n")]
    [InlineData("[plugins.a]\nfiles = 'KUBECONFIG'\n")]
    [InlineData("[plugins.a]\nfiles = ['A=B']\n")]
    [InlineData("[plugins.a]\nfiles = ['PATH']\n")]
    [InlineData("[plugins.a]\nfiles = ['LD_PRELOAD']\n")]
    [InlineData("[plugins.a]\nfiles = ['P5_STACK']\n")]
    [InlineData("[plugins.a]\nfiles = ['" + LongName + "']\n")]
    [InlineData("[plugins.command.config]\ncommand = ['x']\nvariable = 'P5_STACK'\n")]
    [InlineData("[plugins.command.config]\ncommand = ['x']\nnames = ['A', 'B=C']\n")]
    [InlineData("[plugins.vault.config.variables]\nHOME = 'a/b#c'\n")]
    [InlineData("[plugins.vault.config.variables]\n'' = 'a/b#c'\n")]
    [InlineData("[plugins.azure.config.tokens]\nXDG_STATE_HOME = 'a/.default'\n")]
    [InlineData("[plugins.a.refresh]\non_change = true\n")]
    [InlineData("[plugins.env.config]\nsource = []\n")]
    [InlineData("[plugins.env.config]\ntype = 'files'\n")]
    [InlineData("[plugins.env.config]\npath = ['.env']\n")]
    [InlineData("[plugins.env.config]\nvars = { A = [] }\n")]
    [InlineData("[plugins.env.config]\nsources = { type = 'file' }\n")]
    [InlineData("[plugins.env.config]\nsources = [{type = 'file', paht = '.env'}]\n")]
    [InlineData("[plugins.env.config]\nsources = [{path = '.env', optional = 'maybe'}]\n")]
    [InlineData("[plugins.env.config]\nsources = [{sources = []}]\n")]
    [InlineData("[plugins.env.config]\nsources = [{}]\n")]
    [InlineData("[plugins.env]\ncmd = 'x'\nconfig = { anything = 1 }\n")]
    [InlineData("[plugins.a]\nbuiltin = 'env'\nconfig = { anything = 1 }\n")]
    [InlineData("[plugins.command.config]\ncomand = ['x']\n")]
    [InlineData("[plugins.command.config]\ncommand = []\n")]
    [InlineData("[plugins.command.config]\nlifetime = 0\n")]
    [InlineData("[plugins.a]\nbuiltin = 'vault'\nconfig = { login = 'magic' }\n")]
    [InlineData("[plugins.aws.config]\nendpoint_url = 'https://example.com'\n")]
    [InlineData("[plugins.azure.config]\nauthority_host = 'https://example.com'\n")]
    [InlineData("[plugins.azure.config]\nclient_secret = 'hunter2'\n")]
    [InlineData("[plugins.vault.config.variables]\nA = 1\n")]
    [InlineData("[plugins.pulumi.config]\npassphrase = 'hunter2'\n")]
    [InlineData("[plugins.pulumi.config]\naccess_token = []\n")]
    public void Invalid_IsRefused(string toml) => IsValid(toml).ShouldBeFalse();

    // What the schema refuses, P5 must refuse too: else an editor marks what works.
    [Theory]
    [InlineData("[plugins.a]\ncmd = './a'\nfiles = ['PATH']\n")]
    [InlineData("[plugins.a]\ncmd = './a'\nfiles = ['P5_STACK']\n")]
    [InlineData("[plugins.a]\ncmd = './a'\nfiles = ['" + LongName + "']\n")]
    [InlineData("[plugins.command.config]\ncommand = ['x']\nvariable = 'P5_STACK'\n")]
    [InlineData("[plugins.command.config]\ncommand = ['x']\nnames = ['A', 'B=C']\n")]
    [InlineData("[plugins.env.config.vars]\nP5_STACK = 'a'\n")]
    [InlineData("[plugins.env.config]\nsources = [{ vars = { HOME = 'a' } }]\n")]
    [InlineData("[plugins.vault.config.variables]\nHOME = 'a/b#c'\n")]
    [InlineData("[plugins.vault.config.variables]\n'' = 'a/b#c'\n")]
    [InlineData("[plugins.azure.config.tokens]\nXDG_STATE_HOME = 'a/.default'\n")]
    public void Name_RefusedByTheSchema_IsAnErrorOfTheCheck(string toml)
    {
        string[] ids =
            [DiagnosticIds.InvalidValue, DiagnosticIds.SourceConfigInvalid, DiagnosticIds.EnvConfigInvalid];
        IsValid(toml).ShouldBeFalse();
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", toml);

        new ConfigurationChecker().Check(workspace.Root, stackName: null).ShouldContain(
            finding => finding.Severity == DiagnosticSeverity.Error && ids.Contains(finding.Id));
    }

    [Fact]
    public void Options_AllHaveTheirOwnDescription()
    {
        JsonObject properties = JsonNode.Parse(ConfigurationSchema.ToJson())!["definitions"]!["plugin"]!["properties"]!
            .AsObject();

        properties.Select(property => property.Key)
            .ShouldBe([.. PluginOptions.All.Select(option => option.Key), "config"]);
        properties.Where(property => (string?)property.Value!["description"] == "A capability of p5 that P5 ignores.")
            .Select(property => property.Key)
            .ShouldBe(["import_helper", "use_auth_env", "resource_opener"]);
    }

    private static bool IsValid(string toml)
    {
        var table = TomlSerializer.Deserialize<Dictionary<string, object?>>(toml)!;
        using JsonDocument document = JsonSerializer.SerializeToDocument(table);
        return s_schema.Evaluate(document.RootElement).IsValid;
    }
}
