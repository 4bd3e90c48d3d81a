namespace P5.Host.Tests;

public sealed class ConfigurationMemoryTests : IDisposable
{
    private readonly TemporaryWorkspace _repository = new();

    private string Workspace => _repository.PathOf("app");

    public ConfigurationMemoryTests()
    {
        Write("app/Pulumi.yaml", "name: app\n");
        Write("app/p5.toml", "[plugins.a]\ncmd = 'one'\n");
        Write("app/Pulumi.dev.yaml", "config:\n  p5:plugins:\n    a: {k: one}\n");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void LoadConfiguration_FilesAsBefore_GivesTheSame() => Load().ShouldBeSameAs(Load());

    [Theory]
    [InlineData("app/Pulumi.yaml", "name: shop\n")]
    [InlineData("app/p5.toml", "[plugins.a]\ncmd = 'two'\n")]
    [InlineData("app/Pulumi.dev.yaml", "config: {}\n")]
    public void LoadConfiguration_FileEdited_ReadsIt(string file, string text)
    {
        WorkspaceConfiguration before = Load();
        Write(file, text);

        WorkspaceConfiguration now = Load();

        Tell(now).ShouldNotBe(Tell(before));
        Tell(now).ShouldBe(Tell(ConfigurationLoader.Load(Workspace, "dev")));
    }

    [Fact]
    public void LoadConfiguration_OtherStack_IsAnother()
    {
        Write("app/Pulumi.prod.yml", "config:\n  p5:plugins:\n    a: {k: prod}\n");

        Load().Plugins["a"].StackConfig["k"].ShouldBe("one");
        Load("prod").Plugins["a"].StackConfig["k"].ShouldBe("prod");
    }

    [Fact]
    public void LoadConfiguration_StackFileComesAndGoes_FollowsIt()
    {
        Load("prod").StackFile.ShouldBeNull();
        Write("app/Pulumi.prod.yml", "config:\n  p5:plugins:\n    a: {k: yml}\n");
        Load("prod").Plugins["a"].StackConfig["k"].ShouldBe("yml");
        Write("app/Pulumi.prod.yaml", "config:\n  p5:plugins:\n    a: {k: yaml}\n");
        Load("prod").Plugins["a"].StackConfig["k"].ShouldBe("yaml");
        File.Delete(_repository.PathOf("app/Pulumi.prod.yaml"));
        Load("prod").Plugins["a"].StackConfig["k"].ShouldBe("yml");
    }

    [Fact]
    public void LoadConfiguration_BecomesPartOfARepository_ReadsTheFileAtItsRoot()
    {
        Load().Plugins["a"].Command.ShouldBe("one");
        Write("p5.toml", "[plugins.a]\ncmd = 'root'\n");
        Load().Plugins["a"].Command.ShouldBe("one");

        Directory.CreateDirectory(_repository.PathOf(".git"));

        Load().Plugins["a"].Command.ShouldBe("root");
    }

    [Fact]
    public void LoadConfiguration_FileBreaks_FailsUntilItIsMended()
    {
        Load();
        Write("app/p5.toml", "[plugins\n");
        Should.Throw<ConfigurationException>(() => Load());
        Should.Throw<ConfigurationException>(() => Load());

        Write("app/p5.toml", "[plugins.a]\ncmd = 'mended'\n");

        Load().Plugins["a"].Command.ShouldBe("mended");
    }

    [Fact]
    public void LoadConfiguration_FilesAsBefore_OpensNoFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux counts what a thread reads.");
        Load();
        long counting = Readings(() => { });

        Readings(() => Load()).ShouldBe(counting);
        Readings(() => ConfigurationLoader.Load(Workspace, "dev")).ShouldBeGreaterThan(counting);
    }

    /// <summary>How many times this thread reads from files, the counting itself included.</summary>
    private static long Readings(Action action)
    {
        long before = Count();
        action();
        return Count() - before;

        static long Count() => long.Parse(
            File.ReadLines("/proc/thread-self/io")
                .Single(line => line.StartsWith("syscr:", StringComparison.Ordinal))["syscr:".Length..],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Tell(WorkspaceConfiguration configuration)
    {
        PluginConfiguration plugin = configuration.Plugins["a"];
        return $"{configuration.ProgramName} {plugin.Command} {string.Join(',', plugin.StackConfig)}";
    }

    private WorkspaceConfiguration Load(string stack = "dev") => P5Host.LoadConfiguration(Workspace, stack);

    // Long enough ago to be remembered; each with a time of its own.
    private void Write(string file, string text)
    {
        _repository.Write(file, text);
        File.SetLastWriteTimeUtc(_repository.PathOf(file), DateTime.UtcNow.AddHours(-1));
    }
}
