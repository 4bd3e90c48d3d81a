namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class EnvironmentLimitsTests
{
    private static readonly EnvironmentLimits s_limits = new(Variable: 10, Total: 100);

    // The limit includes the name, '=' and a NUL; characters beyond ASCII have several bytes.
    [Theory]
    [InlineData("AB", "123456", false)]
    [InlineData("AB", "1234567", true)]
    [InlineData("AB", "äöü", false)]
    [InlineData("AB", "äöü1", true)]
    [InlineData("ABCDEFGHI", "", true)]
    public void FindProblems_OneVariable_CountsAllItsBytes(string name, string value, bool isTooLarge)
    {
        string[] problems = Find(s_limits, [], $"{name}={value}");

        problems.ShouldBe(isTooLarge
            ? [$"Plugin 'p' sets {name}, which has 11 bytes. "
                + "The system starts no program with a variable of more than 10 bytes."]
            : []);
    }

    [Fact]
    public void FindProblems_AllTogether_CountsTheEnvironmentToo()
    {
        string[] own = [.. Enumerable.Range(0, 5).Select(i => $"OWN{i}=12345")];

        int bytes = own.Sum(text => text.Length + 1 + IntPtr.Size);
        EnvironmentLimits limits = s_limits with { Variable = 1000, Total = bytes };

        Find(limits, own).ShouldBeEmpty();
        Find(limits, own, "A=").ShouldBe(
        [
            $"With the variables of p, the environment has {bytes + 3 + IntPtr.Size} bytes. The system starts no "
            + $"program if environment and arguments have more than {bytes} bytes.",
        ]);
    }

    [Fact]
    public void FindProblems_TooLargeWithoutPlugins_IsNotTheirs() =>
        Find(s_limits with { Total = 1 }, ["OWN=1"]).ShouldBeEmpty();

    [Fact]
    public void FindProblems_SystemWithoutLimits_FindsNone() =>
        Find(new EnvironmentLimits(null, null), [], $"A={new string('x', 1000)}").ShouldBeEmpty();

    [Fact]
    public void OfSystem_OnUnix_LimitsTheTotal() =>
        (EnvironmentLimits.OfSystem.Total is >= 128 * 1024 and <= 6 * 1024 * 1024)
            .ShouldBe(!OperatingSystem.IsWindows());

    private static string[] Find(EnvironmentLimits limits, string[] environment, params string[] returned)
    {
        var credential =
            PluginCredential.Create("p", new("/work", "dev", ""), Split(returned), 0, DateTimeOffset.UnixEpoch);
        return
        [
            .. limits.FindProblems(
                LayeredVariable.Flatten([credential]),
                Split([.. environment, .. returned]).ToDictionary(pair => pair.Key, pair => pair.Value)),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Split(IEnumerable<string> variables) =>
        variables.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1]));
}
