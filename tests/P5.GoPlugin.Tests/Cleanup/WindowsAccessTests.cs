using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace P5.GoPlugin.Tests;

[SupportedOSPlatform("windows")]
[Trait("Category", "Hostile")]
public sealed class WindowsAccessTests : IDisposable
{
    private const string Everyone = "S-1-1-0";

    private readonly string _root = Directory.CreateTempSubdirectory("gpt-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Create_NewFolder_IsOfThisUserAlone()
    {
        SkipElsewhere();
        string folder = Path.Combine(_root, "a", "b");

        PrivateFolder.Create(folder);
        PrivateFolder.Create(folder);

        foreach (string created in (string[])[folder, Path.GetDirectoryName(folder)!])
        {
            FileSystemSecurity security = WindowsAccess.Of(created);
            WindowsAccess.StrangerOf(security).ShouldBeNull();
            WindowsAccess.OtherWriterOf(security).ShouldBeNull();
        }
    }

    // Rights of one more account, in the language of security descriptors.
    [Theory]
    [InlineData("(A;;FA;;;WD)", Everyone)]
    [InlineData("(A;;GW;;;WD)", Everyone)]
    [InlineData("(A;;0x2;;;WD)", Everyone)] // creates files
    [InlineData("(A;;SD;;;WD)", Everyone)]
    [InlineData("(A;;WD;;;WD)", Everyone)] // changes the rights
    [InlineData("(A;;FA;;;S-1-5-21-1-2-3-1001)", "S-1-5-21-1-2-3-1001")]
    [InlineData("(A;;FR;;;WD)", null)]
    [InlineData("(D;;FA;;;WD)", null)]
    [InlineData("(A;OICIIO;FA;;;CO)", null)] // for what is created in it
    [InlineData("(A;;FA;;;OW)", null)]
    [InlineData("(A;;FA;;;BA)", null)]
    public void OtherWriterOf_RightsOfOneMore_FindsWhoCanChangeIt(string rights, string? expected)
    {
        SkipElsewhere();
        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm($"O:SYG:SYD:P(A;OICI;FA;;;SY){rights}");

        (WindowsAccess.OtherWriterOf(security)?.Value).ShouldBe(expected);
    }

    [Theory]
    [InlineData("SY", true)]
    [InlineData("BA", true)]
    [InlineData("S-1-5-21-1-2-3-1001", false)]
    public void StrangerOf_Owner_IsThisUserOrWhoCanDoAnything(string owner, bool isTrusted)
    {
        SkipElsewhere();
        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm($"O:{owner}G:SYD:P(A;OICI;FA;;;SY)");

        (WindowsAccess.StrangerOf(security) is null).ShouldBe(isTrusted);
    }

    [Fact]
    public void Open_FolderThatOthersCanWriteTo_IsRefused()
    {
        SkipElsewhere();
        string folder = UserFolder.Open(_root);
        DirectorySecurity security = new DirectoryInfo(folder).GetAccessControl();
        security.AddAccessRule(new FileSystemAccessRule(
            new SecurityIdentifier(Everyone), FileSystemRights.FullControl, AccessControlType.Allow));
        new DirectoryInfo(folder).SetAccessControl(security);

        Should.Throw<IOException>(() => UserFolder.Open(_root)).Message.ShouldEndWith("other users can write to it.");
    }

    private static void SkipElsewhere() =>
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has access control lists");
}
