namespace P5.Host.Tests;

public sealed class SourceStoreTests : IAsyncLifetime
{
    private static readonly AuthenticationContext s_dev = new("/code/shop", "dev", "shop");

    private readonly TemporaryFolder _folder = new();
    private readonly ObservedTime _clock = new();
    private readonly PluginConfiguration _plugin = GivenPlugin.Named("env", "");

    public async ValueTask InitializeAsync() =>
        await NewStore().EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Read_WrittenByAnotherProcess_IsTheSecretOfThisNameAndStack()
    {
        (await For(s_dev).WriteAsync("refresh-token", "hunter2"u8.ToArray(), null, CancellationToken.None))
            .ShouldBeTrue();

        SourceStore other = For(s_dev);

        (await other.ReadAsync("refresh-token", CancellationToken.None)).ShouldBe("hunter2"u8.ToArray());
        (await other.ReadAsync("client", CancellationToken.None)).ShouldBeNull();
        (await For(s_dev with { StackName = "prod" }).ReadAsync("refresh-token", CancellationToken.None))
            .ShouldBeNull();
        Directory.GetFiles(_folder.PathOf("store"))
            .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf("hunter2"u8) >= 0)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_Expired_IsNothing()
    {
        await For(s_dev).WriteAsync("token", new byte[] { 1 }, _clock.GetUtcNow().AddHours(1), CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(1));

        (await For(s_dev).ReadAsync("token", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Remove_OneName_LeavesTheOthers()
    {
        SourceStore source = For(s_dev);
        await source.WriteAsync("a", new byte[] { 1 }, null, CancellationToken.None);
        await source.WriteAsync("b", new byte[] { 2 }, null, CancellationToken.None);

        await source.RemoveAsync("a", CancellationToken.None);
        await source.RemoveAsync("a", CancellationToken.None);

        NewStore().List().ShouldHaveSingleItem().Kind.ShouldBe("login b");
        NewStore().Remove("env").ShouldBe(1, "it is removed with the credentials of the plugin");
    }

    [Fact]
    public async Task Read_StoreCannotBeOpened_IsNothingAndAProblem()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoPassphrases);
        var source = new SourceStore(NewStore(), _plugin, s_dev, "", new AuthenticationOptions(), _clock);

        (await source.ReadAsync("token", CancellationToken.None)).ShouldBeNull();

        source.Problems.ShouldHaveSingleItem().ErrorId.ShouldBe(ErrorIds.StoreUnusable);
    }

    private static Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
        Task.FromResult<string?>("open sesame");

    private CredentialStore NewStore() => new(_folder.Root, _clock, passphraseIterations: 1);

    private SourceStore For(AuthenticationContext context) => new(
        NewStore(), _plugin, context, "", new AuthenticationOptions { AskSecret = AskAsync }, _clock);
}
