namespace P5.Host.Tests;

public sealed class WorkspaceReviewTests : IDisposable
{
    private readonly TemporaryWorkspace _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Of_Workspace_NamesTheFilesOfAllStacks()
    {
        _files.Write(".git/HEAD", "");
        _files.Write("p5.toml", "[plugins.env]\n");
        _files.Write("infra/Pulumi.yaml", "name: shop\n");
        _files.Write("infra/Pulumi.dev.yaml", "");
        _files.Write("infra/Pulumi.prod.yml", "");

        WorkspaceReview review = WorkspaceReview.Of(_files.PathOf("infra"));

        review.Files.Select(review.NameOf)
            .ShouldBe(["p5.toml", "infra/Pulumi.yaml", "infra/Pulumi.dev.yaml", "infra/Pulumi.prod.yml"]);
        review.Approve(DateTimeOffset.UnixEpoch).Files.Keys.ShouldBe(review.Files.Select(review.NameOf));
    }

    [Fact]
    public void Of_Plugins_ListsWhatWouldRun()
    {
        _files.Write("p5.toml", """
            [plugins.vault]
            cmd = "./vault"
            args = ["--role", "a b", "\u001b[2J"]
            [plugins.env.config]
            type = "exec"
            cmd = "sh"
            args = ["-c", "id"]
            dir = "tools"
            [plugins.k9s]
            cmd = "k9s"
            [plugins.sops]
            builtin = "command"
            config = { command = ["sops", "a b"], dir = "tools" }
            [plugins.broken]
            builtin = "command"
            """);
        _files.Write("Pulumi.dev.yaml", """
            config:
              p5:plugins:
                env: {config: {sources: [{type: file, path: .env}, {type: static, vars: {A: secret}}]}}
            """);

        IReadOnlyList<string> commands = WorkspaceReview.Of(_files.Root).Commands;

        commands.ShouldBe(
            [
                "env: exec sh -c id in tools",
                "vault: ./vault --role 'a b' \\u001b[2J",
                "sops: command sops 'a b' in tools",
                "broken: nothing: config needs command, which must be a list of strings that is not empty",
                "env (dev): file .env",
            ],
            ignoreOrder: true);
    }

    // Whoever approves must see a command to its end.
    [Fact]
    public void Of_LongCommand_HasAllOfIt()
    {
        string argument = new('x', 5000);
        _files.Write("p5.toml", $"[plugins.a]\ncmd = 'a'\nargs = ['{argument}; rm']\n");

        WorkspaceReview.Of(_files.Root).Commands.ShouldBe([$"a: a '{argument}; rm'"]);
    }

    [Fact]
    public void Of_BrokenStackFile_ApprovesTheOthers()
    {
        _files.Write("p5.toml", "[plugins.env]\n");
        _files.Write("Pulumi.dev.yaml", "");
        _files.Write("Pulumi.bad.yaml", "a: [");

        WorkspaceReview review = WorkspaceReview.Of(_files.Root);

        review.Files.Select(review.NameOf).ShouldBe(["p5.toml", "Pulumi.dev.yaml"]);
        review.StackErrors.ShouldHaveSingleItem().Stage.ShouldBe(ConfigurationStage.Stack);
    }
}
