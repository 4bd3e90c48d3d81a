namespace P5.Host.Tests;

/// <summary>
/// A secret may be given to the wrong key. No finding shows a value that does not fit: it names the key, the place and
/// what is expected.
/// </summary>
public sealed class SecretInTheWrongPlaceTests : CheckerTestBase
{
    private const string Secret = "77hunter2hunter2";

    private static readonly string[] s_values =
        [$"'{Secret}'", $"['{Secret}']", $"{{ x = '{Secret}' }}", $"[['{Secret}']]"];

    /// <summary>The keys of a plugin; a text is a valid <c>cmd</c>, and what the message about it names.</summary>
    public static TheoryData<string, string> OptionsAndValues =>
    [
        .. from option in PluginOptions.All.Select(option => option.Key).Append("config")
           from value in s_values
           where (option, value) != (PluginOptions.Command.Key, s_values[0])
               && (option, value) != (PluginOptions.Arguments.Key, s_values[1])
               && (option, value) != ("config", s_values[2])
           select (option, value),
    ];

    [Theory]
    [MemberData(nameof(OptionsAndValues))]
    public void Option_WrongValue_IsNotShown(string option, string value)
    {
        Workspace.Write("p5.toml", $"[plugins.k9s]\n{option} = {value}\n");
        string yaml = value.Replace(" =", ":", StringComparison.Ordinal);
        Workspace.Write("Pulumi.yaml", $"p5: {{plugins: {{k9s: {{{option}: {yaml}}}}}}}\n");

        IReadOnlyList<ConfigurationDiagnostic> found = Check();

        found.Select(finding => Path.GetFileName(finding.File)).Distinct().ShouldContain("p5.toml");
        ShouldNotShow(found);
    }

    [Theory]
    [InlineData("[plugins.k9s]\nsha256 = 7707312345678\n", "7707312345678")]
    [InlineData("[plugins.k9s]\ntimeout = -7707312345678\n", "7707312345678")]
    [InlineData("[plugins.k9s]\nmtls = 1987-07-07T07:07:07Z\n", "1987")]
    [InlineData("[plugins.k9s]\nargs = [1987.0625]\n", "1987")]
    [InlineData("[plugins.k9s]\nimport_helper = 7707312345678\n", "7707312345678")]
    [InlineData("order = 7707312345678\nplugins = 7707312345678\n", "7707312345678")]
    public void Option_WrongNumberOrDate_IsNotShown(string toml, string value)
    {
        Workspace.Write("p5.toml", toml);

        Check().ShouldNotBeEmpty();
        Check().ShouldAllBe(finding => !finding.Message.Contains(value) && !finding.Fix.Contains(value));
    }

    // A checksum that does not match may be another kind of 64 digits.
    [Fact]
    public void Checksum_OfAnotherFile_IsNotShown()
    {
        string digits = string.Concat(Enumerable.Repeat("7a", 32));
        WriteExecutable("p");
        Workspace.Write("p5.toml", $"[plugins.a]\ncmd = './p'\nsha256 = '{digits}'\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.ChecksumMismatch);
        finding.ToString().ShouldNotContain(digits);
    }

    [Theory]
    [InlineData("type = '@'")]
    [InlineData("type = ['@']")]
    [InlineData("sources = [{ path = ['@'] }]")]
    [InlineData("path = 'p5.toml'\noptional = '@'")]
    [InlineData("vars = '@'")]
    [InlineData("vars = { A = ['@'] }")]
    [InlineData("cmd = 'x'\nargs = '@'")]
    [InlineData("cmd = 'x'\nargs = [['@']]")]
    [InlineData("sources = [{ cmd = ['@'] }]")]
    [InlineData("command = '@'")]
    [InlineData("sources = [{ cmd = 'x', dir = ['@'] }]")]
    [InlineData("sources = '@'")]
    [InlineData("sources = ['@']")]
    [InlineData("sources = [{ type = '@' }]")]
    [InlineData("sources = [{ typ = '@' }]")]
    public void Env_WrongValue_IsNotShown(string config)
    {
        Workspace.Write(
            "p5.toml", $"[plugins.env.config]\n{config.Replace("@", Secret, StringComparison.Ordinal)}\n");

        ShouldNotShow(Check());
    }

    [Theory]
    [InlineData("Pulumi.yaml", "stackConfigDir: [@]")]
    [InlineData("Pulumi.yaml", "p5: @")]
    [InlineData("Pulumi.yaml", "p5: [@]")]
    [InlineData("Pulumi.yaml", "p5: {plugins: @}")]
    [InlineData("Pulumi.yaml", "- @")]
    [InlineData("Pulumi.yaml", "a: !!int @")]
    [InlineData("Pulumi.yaml", "a: \"@\\q\"")]
    [InlineData("Pulumi.json", "{\"a\": @}")]
    [InlineData("Pulumi.dev.yaml", "@")]
    [InlineData("Pulumi.dev.yaml", "config: @")]
    [InlineData("Pulumi.dev.yaml", "config: {p5:plugins: @}")]
    [InlineData("Pulumi.dev.yaml", "config: {p5:plugins: {k9s: @}}")]
    [InlineData("Pulumi.dev.yaml", "config: {p5:plugins: {k9s: {t: {secure: @}}}}")]
    [InlineData("Pulumi.dev.yaml", "secretsprovider: [@]")]
    [InlineData("p5.toml", "a = @")]
    [InlineData("p5.toml", "a = \"@")]
    [InlineData("p5.toml", "a = 77@")]
    [InlineData("p5.toml", "[plugins.k9s]\ncmd = 'a' @")]
    public void File_WrongText_IsNotShown(string file, string text)
    {
        Workspace.Write("p5.toml", "[plugins.k9s]\n");
        Workspace.Write(file, text.Replace("@", Secret, StringComparison.Ordinal) + "\n");

        ShouldNotShow(Check());
    }

    private static void ShouldNotShow(IReadOnlyList<ConfigurationDiagnostic> findings)
    {
        findings.ShouldNotBeEmpty();
        findings.ShouldAllBe(finding =>
            !$"{finding} {finding.Key} {finding.Fix}".Contains("hunter"));
    }
}
