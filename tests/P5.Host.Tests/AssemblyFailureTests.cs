namespace P5.Host.Tests;

public sealed class AssemblyFailureTests : IDisposable
{
    private const string FullName = "Some.Library, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null";

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("Some.Library.dll");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_FileIsMissing_IsIncomplete()
    {
        AssemblyFailure failure = Find(new FileNotFoundException("Could not load.", FullName));

        failure.Message.ShouldBe($"The folder is incomplete: {File} is missing.");
        failure.NextStep.ShouldStartWith("Install it again");
    }

    [Fact]
    public void Find_FileIsNotAnAssembly_IsDamaged()
    {
        WriteFile();

        Find(new BadImageFormatException("Bad IL format.", FullName)).Message
            .ShouldBe($"The folder is damaged: {File} cannot be read, because it is not a valid assembly.");
    }

    [Fact]
    public void Find_OtherVersion_IsDamaged()
    {
        WriteFile();
        var cause = new FileLoadException("Version 1.", File) { HResult = AssemblyFailure.WrongVersion };

        Find(new FileLoadException("Could not load.", FullName, cause)).Message
            .ShouldBe($"The folder is damaged: {File} is of another version than the files beside it.");
    }

    [Fact]
    public void Find_TooManyOpenFiles_DoesNotAskForAnInstallation()
    {
        WriteFile();
        var cause = new FileLoadException("Could not load.", FullName) { HResult = unchecked((int)0x80070004) };

        AssemblyFailure failure = Find(cause);

        failure.Message.ShouldBe($"The system cannot open {File}.");
        failure.NextStep.ShouldContain("ulimit -n");
        failure.NextStep.ShouldNotContain("nstall");
    }

    [Fact]
    public void Find_PartOfDotNet_DoesNotAskForAnInstallation() =>
        Find(new FileNotFoundException("Could not load.", "System.Linq, Version=10.0.0.0")).Message
            .ShouldBe("The system cannot open System.Linq.dll, which is a part of .NET.");

    public static TheoryData<Exception> Mismatches =>
    [
        new MissingMethodException("Method not found: 'Void A.B()'."),
        new MissingFieldException("Field not found: 'A.B'."),
        new TypeLoadException("Could not load type 'A'."),
        new TypeInitializationException("A", new MissingMethodException("Method not found.")),
    ];

    [Theory]
    [MemberData(nameof(Mismatches), DisableDiscoveryEnumeration = true)]
    public void Find_MembersAreMissing_IsDamaged(Exception exception) =>
        Find(exception).Message
            .ShouldStartWith($"The folder is damaged: the files in {_folder.Root} are of different versions (");

    public static TheoryData<Exception> Others =>
    [
        new FileNotFoundException("Could not find file.", "/some/path, with a comma"),
        new IOException("No space left on device"),
        new InvalidOperationException("Something else.", new IOException("Too many open files")),
    ];

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Find_OtherCause_ReturnsNull(Exception exception) =>
        AssemblyFailure.Find(exception, "The folder", _folder.Root).ShouldBeNull();

    private void WriteFile() => _folder.Write("Some.Library.dll", "text");

    private AssemblyFailure Find(Exception exception) =>
        AssemblyFailure.Find(exception, "The folder", _folder.Root).ShouldNotBeNull();
}
