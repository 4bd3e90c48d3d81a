using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
[SupportedOSPlatform("windows")]
public sealed class DpapiVaultTests : IDisposable
{
    private const string Id = "0123";

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public DpapiVaultTests() => Assert.SkipUnless(OperatingSystem.IsWindows(), "Only Windows protects keys so.");

    public void Dispose() => _folder.Dispose();

    private DpapiVault Vault => new(_folder.Root);

    private string KeyFile => Directory.GetFiles(_folder.Root).ShouldHaveSingleItem();

    [Fact]
    public Task ProbeAsync_Session_Succeeds() =>
        new DpapiVault(_folder.PathOf("missing")).ProbeAsync(TimeProvider.System, CancellationToken.None);

    [Fact]
    public async Task ReadAsync_AnotherProcessOfTheUser_HasTheKey()
    {
        await Vault.WriteAsync(Id, _key, CancellationToken.None);

        (await OtherProcess.ReadKeyAsync(_folder.Root, Id)).ShouldBe(OtherProcess.Checksum(_key));
        (await OtherProcess.ReadKeyAsync(_folder.Root, "other")).ShouldBe("none");
    }

    [Fact]
    public async Task WriteAsync_File_DoesNotContainTheKey()
    {
        await Vault.WriteAsync(Id, _key, CancellationToken.None);

        File.ReadAllBytes(KeyFile).AsSpan().IndexOf(_key).ShouldBe(-1);
    }

    [Fact]
    public async Task ReadAsync_FileOfAnotherKey_IsRefused()
    {
        await Vault.WriteAsync(Id, _key, CancellationToken.None);
        File.Move(KeyFile, KeyFile.Replace(Id, "4567", StringComparison.Ordinal));

        (await Should.ThrowAsync<KeyVaultException>(() => Vault.ReadAsync("4567", CancellationToken.None)))
            .Message.ShouldStartWith("Windows cannot use the user's key");
    }

    [Fact]
    public async Task ReadAsync_DamagedFile_IsRefused()
    {
        await Vault.WriteAsync(Id, _key, CancellationToken.None);
        byte[] file = File.ReadAllBytes(KeyFile);
        file[^1] ^= 1;
        File.WriteAllBytes(KeyFile, file);

        await Should.ThrowAsync<KeyVaultException>(() => Vault.ReadAsync(Id, CancellationToken.None));
    }

    [Fact]
    public async Task RemoveAsync_Key_IsGone()
    {
        await Vault.WriteAsync(Id, _key, CancellationToken.None);

        await Vault.RemoveAsync(Id, CancellationToken.None);

        (await Vault.ReadAsync(Id, CancellationToken.None)).ShouldBeNull();
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }
}
