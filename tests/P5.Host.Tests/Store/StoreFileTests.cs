using System.Security.Cryptography;
using System.Text;

namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class StoreFileTests
{
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] s_secret = Encoding.UTF8.GetBytes("hunter2");

    private static readonly StoredItem s_item = new()
    {
        Plugin = "sso",
        Stack = "dev",
        Program = "shop",
        Workspace = new WorkspaceIdentity("/code/.git", "infra"),
        Configuration = "c0ffee",
        Executable = "abcdef",
        Name = "",
        ObtainedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.Zero),
    };

    [Fact]
    public void Decrypt_Unchanged_IsTheSecret()
    {
        byte[] file = StoreFile.Encrypt(s_key, s_item, s_secret);

        StoreFile.Decrypt(s_key, file).ShouldBe(s_secret);
        StoreFile.ReadHeader(file).ShouldBe(s_item);
        Encoding.Latin1.GetString(file).ShouldNotContain("hunter2");
    }

    [Fact]
    public void Encrypt_SameSecretTwice_DiffersInNonceAndContent()
    {
        byte[] one = StoreFile.Encrypt(s_key, s_item, s_secret);
        byte[] other = StoreFile.Encrypt(s_key, s_item, s_secret);

        one.AsSpan(one.Length - s_secret.Length).SequenceEqual(other.AsSpan(one.Length - s_secret.Length))
            .ShouldBeFalse();
    }

    [Fact]
    public void Decrypt_AnyByteChanged_IsRefused()
    {
        byte[] file = StoreFile.Encrypt(s_key, s_item, s_secret);

        for (int i = 0; i < file.Length; i++)
        {
            file[i] ^= 0x01;
            Should.Throw<InvalidDataException>(() => StoreFile.Decrypt(s_key, file), $"byte {i}");
            file[i] ^= 0x81;
            Should.Throw<InvalidDataException>(() => StoreFile.Decrypt(s_key, file), $"high bit of byte {i}");
            file[i] ^= 0x80;
        }

        StoreFile.Decrypt(s_key, file).ShouldBe(s_secret, "all bytes are as they were");
    }

    [Fact]
    public void Decrypt_AnyLength_IsRefused()
    {
        byte[] file = StoreFile.Encrypt(s_key, s_item, s_secret);

        for (int length = 0; length < file.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => StoreFile.Decrypt(s_key, file[..length]), $"{length} bytes");
        }

        Should.Throw<InvalidDataException>(() => StoreFile.Decrypt(s_key, [.. file, 0]), "one byte more");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "Plugin": null, @rest }""")]
    [InlineData("""{ "Plugin": "a", "Workspace": null, @rest }""")]
    [InlineData("""{ "Plugin": "a", "Workspace": { "Repository": null, "Workspace": "." }, @rest }""")]
    [InlineData("""{ "Plugin": "a", "Workspace": { "Repository": "/a" }, @rest }""")]
    public void ReadHeader_PartsAreMissing_IsRefused(string json)
    {
        const string Rest =
            """
            "Stack": "dev", "Program": "", "Configuration": "", "Executable": "", "Name": ""
            """;
        byte[] header = Encoding.UTF8.GetBytes(json.Replace("@rest", Rest));
        byte[] magic = StoreFile.Encrypt(s_key, s_item, s_secret)[..8];

        Should.Throw<InvalidDataException>(() =>
            StoreFile.ReadHeader([.. magic, .. BitConverter.GetBytes(header.Length), .. header]));
    }

    [Fact]
    public void Decrypt_OtherKey_IsRefused() => Should.Throw<InvalidDataException>(() =>
        StoreFile.Decrypt(RandomNumberGenerator.GetBytes(32), StoreFile.Encrypt(s_key, s_item, s_secret)));

    [Fact]
    public void NameOf_AnythingElse_IsAnother()
    {
        string[] names =
        [
            StoreFile.NameOf(s_key, s_item),
            StoreFile.NameOf(RandomNumberGenerator.GetBytes(32), s_item),
            StoreFile.NameOf(s_key, s_item with { Plugin = "other" }),
            StoreFile.NameOf(s_key, s_item with { Stack = "prod" }),
            StoreFile.NameOf(s_key, s_item with { Program = "other" }),
            StoreFile.NameOf(s_key, s_item with { Workspace = new WorkspaceIdentity("/code/.git", ".") }),
            StoreFile.NameOf(s_key, s_item with { Workspace = new WorkspaceIdentity("/other/.git", "infra") }),
            StoreFile.NameOf(s_key, s_item with { Configuration = "other" }),
            StoreFile.NameOf(s_key, s_item with { Executable = "other" }),
            StoreFile.NameOf(s_key, s_item with { Name = "refresh-token" }),
        ];

        names.ShouldBeUnique();
        StoreFile.NameOf(s_key, s_item with { ObtainedAt = default, ExpiresAt = null }).ShouldBe(names[0]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3599, true)]
    [InlineData(3600, false)]
    [InlineData(-1, false)]
    public void IsValidAt_SecondsAfterTheAnswer_EndsWithTheLifetimeAndWithAClockSetBack(int seconds, bool expected) =>
        s_item.IsValidAt(s_item.ObtainedAt.AddSeconds(seconds)).ShouldBe(expected);
}
