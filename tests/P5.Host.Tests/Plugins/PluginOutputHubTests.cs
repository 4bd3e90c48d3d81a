using P5.GoPlugin;

namespace P5.Host.Tests.Plugins;

public sealed class PluginOutputHubTests
{
    private readonly List<string> _first = [];
    private readonly List<string> _second = [];

    [Fact]
    public void Publish_NobodyListens_IsKeptForTheNext()
    {
        var hub = new PluginOutputHub();
        Publish(hub, "a");
        hub.Add(First);
        Publish(hub, "b");
        hub.Add(Second);
        Publish(hub, "c");

        _first.ShouldBe(["a", "b", "c"]);
        _second.ShouldBe(["c"]);
    }

    [Fact]
    public void Publish_Repeating_BringsAllToAll()
    {
        var hub = new PluginOutputHub(repeats: true);
        Publish(hub, "a");
        hub.Add(First);
        Publish(hub, "b");
        hub.Add(Second);
        Publish(hub, "c");

        _first.ShouldBe(["a", "b", "c"]);
        _second.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void Remove_Listener_HearsNoMore()
    {
        var hub = new PluginOutputHub();
        hub.Add(First);
        hub.Remove(First);
        Publish(hub, "a");
        hub.Add(Second);

        _first.ShouldBeEmpty();
        _second.ShouldBe(["a"]);
    }

    [Fact]
    public void Publish_NobodyListensButOneTakesJustThat_IsNotKept()
    {
        var hub = new PluginOutputHub(unasked: Second);
        Publish(hub, "a");
        hub.Add(First);
        Publish(hub, "b");
        hub.Remove(First);
        Publish(hub, "c");

        _first.ShouldBe(["b"]);
        _second.ShouldBe(["a", "c"]);
    }

    [Fact]
    public void Publish_FloodWhileNobodyListens_KeepsTheLastThousand()
    {
        var hub = new PluginOutputHub();
        for (int i = 0; i < 1500; i++)
        {
            Publish(hub, $"{i}");
        }

        hub.Add(First);

        _first.Count.ShouldBe(1000);
        _first[0].ShouldBe("500");
        _first[^1].ShouldBe("1499");
    }

    private void First(PluginOutput output) => _first.Add(output.Text);

    private void Second(PluginOutput output) => _second.Add(output.Text);

    private static void Publish(PluginOutputHub hub, string text) =>
        hub.Publish(new PluginOutput(PluginOutputSource.Stdout, PluginLogLevel.Information, text));
}
