using P5.GoPlugin;

namespace P5.Host.Tests.Plugins;

public sealed class OutputBroadcasterTests
{
    private readonly List<string> _first = [];
    private readonly List<string> _second = [];

    [Fact]
    public void Publish_NobodyListens_IsKeptForTheNextRequest()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        Publish(broadcaster, "a");
        using IDisposable first = broadcaster.Attach("request 1", First);
        Publish(broadcaster, "b");
        using IDisposable second = broadcaster.Attach("request 2", Second);
        Publish(broadcaster, "c");

        _first.ShouldBe(["a", "b", "c"]);
        _second.ShouldBe(["c"]);
    }

    [Fact]
    public void Publish_OneRequest_BringsAllToAllItsCallers()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        Publish(broadcaster, "a");
        using IDisposable first = broadcaster.Attach("request", First);
        Publish(broadcaster, "b");
        using IDisposable second = broadcaster.Attach("request", Second);
        Publish(broadcaster, "c");

        _first.ShouldBe(["a", "b", "c"]);
        _second.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void Attach_WhileAnotherRequestIsUnderWay_BringsWhatBelongsToThisOne()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        using IDisposable other = broadcaster.Attach("other request", _ => { });
        Publish(broadcaster, "a");
        using IDisposable first = broadcaster.Attach("request", First);
        Publish(broadcaster, "b");
        using IDisposable second = broadcaster.Attach("request", Second);

        _first.ShouldBe(["b"]);
        _second.ShouldBe(["b"]);
    }

    [Fact]
    public void Dispose_Listener_HearsNoMore()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        broadcaster.Attach("request", First).Dispose();
        Publish(broadcaster, "a");
        using IDisposable second = broadcaster.Attach("request", Second);

        _first.ShouldBeEmpty();
        _second.ShouldBe(["a"]);
    }

    [Fact]
    public void Attach_AfterTheLastListenerHasGone_DoesNotBringWhatThatOneHeard()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        using (broadcaster.Attach("request", First))
        {
            Publish(broadcaster, "a");
        }

        Publish(broadcaster, "b");
        using IDisposable second = broadcaster.Attach("request", Second);
        Publish(broadcaster, "c");

        _first.ShouldBe(["a"]);
        _second.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Publish_NobodyListensButOneTakesJustThat_IsNotKept()
    {
        var broadcaster = new OutputBroadcaster(unobserved: output => _second.Add(output.Text));
        Publish(broadcaster, "a");
        using (broadcaster.Attach("request", First))
        {
            Publish(broadcaster, "b");
        }

        Publish(broadcaster, "c");

        _first.ShouldBe(["b"]);
        _second.ShouldBe(["a", "c"]);
    }

    [Fact]
    public void Publish_FloodWhileNobodyListens_KeepsTheLastThousand()
    {
        var broadcaster = new OutputBroadcaster(unobserved: null);
        Flood(broadcaster, from: 0);
        using IDisposable first = broadcaster.Attach("request", First);
        Flood(broadcaster, from: 1500);
        using IDisposable second = broadcaster.Attach("request", Second);

        _first.Count.ShouldBe(2500);
        _first[0].ShouldBe("500");
        _second.Count.ShouldBe(1000);
        _second[0].ShouldBe("2000");
        _second[^1].ShouldBe("2999");
    }

    private static void Flood(OutputBroadcaster broadcaster, int from)
    {
        for (int i = 0; i < 1500; i++)
        {
            Publish(broadcaster, $"{from + i}");
        }
    }

    private void First(PluginOutput output) => _first.Add(output.Text);

    private void Second(PluginOutput output) => _second.Add(output.Text);

    private static void Publish(OutputBroadcaster broadcaster, string text) =>
        broadcaster.Publish(new PluginOutput(PluginOutputSource.Stdout, PluginLogLevel.Information, text));
}
