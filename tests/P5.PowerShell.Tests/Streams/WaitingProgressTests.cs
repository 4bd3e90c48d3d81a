using Microsoft.Extensions.Time.Testing;

namespace P5.PowerShell.Tests;

public sealed class WaitingProgressTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WaitingProgress _progress;

    public WaitingProgressTests() => _progress = new WaitingProgress(_time);

    [Fact]
    public void Describe_LessThanASecond_IsNull()
    {
        _progress.Begin("sso");

        _time.Advance(TimeSpan.FromSeconds(0.999));

        _progress.Describe().ShouldBeNull();
    }

    [Fact]
    public void Describe_ASecondOrMore_NamesWhatIsSlowWithWholeSeconds()
    {
        _progress.Begin("sso");
        _progress.Begin("aws");
        _time.Advance(TimeSpan.FromSeconds(60.9));
        _progress.Begin("new");
        _time.Advance(TimeSpan.FromSeconds(0.5));

        _progress.Describe().ShouldBe("aws (61 s), sso (61 s)");
    }

    [Fact]
    public void Describe_WaitWithADescription_ShowsItUntilItIsRemoved()
    {
        _progress.Begin("sso");
        _progress.Describe("sso", "waiting for the login in process 1234 (pwsh)");
        _progress.Describe("other", "not under way");
        _time.Advance(TimeSpan.FromSeconds(3));

        _progress.Describe().ShouldBe("sso: waiting for the login in process 1234 (pwsh) (3 s)");
        _progress.Describe("sso", null);
        _progress.Describe().ShouldBe("sso (3 s)");
    }

    [Fact]
    public void Describe_AfterTheEnd_IsNull()
    {
        _progress.Begin("sso");
        _time.Advance(TimeSpan.FromSeconds(5));

        _progress.End("sso").ShouldBe(TimeSpan.FromSeconds(5));

        _progress.Describe().ShouldBeNull();
        _progress.End("sso").ShouldBeNull();
    }
}
