namespace P5.GoPlugin.Tests;

public sealed class FolderRecordTests
{
    private static readonly ProcessIdentity s_host = new(17, "8812@boot");

    [Theory]
    [InlineData("/usr/bin/plugin")]
    [InlineData("/odd\nname")]
    [InlineData("")]
    public void TryParse_WhatFormatWrites_IsTheSame(string command)
    {
        FolderRecord[] records =
        [
            new("pid:[1]", s_host, Plugin: null, command),
            new("", s_host, new ProcessIdentity(18, "8813@boot"), command),
            new("", s_host, new ProcessIdentity(18, "8813@boot"), command, Socket: "/tmp/odd\nplugin"),
            new("", s_host, Plugin: null, command, Socket: "/tmp/plugin123"),
        ];
        foreach (FolderRecord record in records)
        {
            FolderRecord.TryParse(record.Format(), out FolderRecord? parsed).ShouldBeTrue();
            parsed.ShouldBe(record);
        }
    }

    [Fact]
    public void TryParse_CutOffAnywhere_IsNoneOrNamesNoPlugin()
    {
        var record = new FolderRecord("pid:[1]", s_host, new ProcessIdentity(18, "8813@boot"), "/bin/x");
        string text = record.Format();
        string withoutPlugin = (record with { Plugin = null }).Format();

        for (int length = 0; length < text.Length; length++)
        {
            bool isRecord = FolderRecord.TryParse(text[..length], out FolderRecord? parsed);

            isRecord.ShouldBe(length >= withoutPlugin.Length);
            parsed?.ShouldBe(record with { Plugin = null });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("go-plugin host record 1\n\n17 8812\n/bin/x\n")]
    [InlineData("go-plugin host record 2\n\n17 8812\n")]
    [InlineData("go-plugin host record 2\n\n-17 8812\n/bin/x\n")]
    [InlineData("go-plugin host record 2\n\n17 \n/bin/x\n")]
    [InlineData("go-plugin host record 2\n\n99999999999 8812\n/bin/x\n")]
    public void TryParse_AnythingElse_IsNone(string text) =>
        FolderRecord.TryParse(text, out _).ShouldBeFalse();
}
