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
        ];
        foreach (FolderRecord record in records)
        {
            FolderRecord.TryParse(record.Format(), out FolderRecord? parsed).ShouldBeTrue();
            parsed.ShouldBe(record);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("go-plugin host record 1\n\n17 8812\n")]
    [InlineData("go-plugin host record 2\n\n17 8812\n \n/bin/x")]
    [InlineData("go-plugin host record 1\n\n-17 8812\n \n/bin/x")]
    [InlineData("go-plugin host record 1\n\n17 \n \n/bin/x")]
    [InlineData("go-plugin host record 1\n\n99999999999 8812\n \n/bin/x")]
    public void TryParse_AnythingElse_IsNone(string text) =>
        FolderRecord.TryParse(text, out _).ShouldBeFalse();
}
