using P5.GoPlugin;

namespace P5.Host.Tests;

public sealed class OutputBroadcasterTests
{
    private readonly List<string> _first = [];
    private readonly List<string> _second = [];

    private readonly OutputBroadcaster _broadcaster = new(unobserved: null);

    [Fact]
    public void Publish_NoRequest_IsBufferedForTheNext()
    {
        _broadcaster.Use("none", "process");
        Publish("a");
        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");
        Publish("b");
        using IDisposable second = Attach("2", _second);
        _broadcaster.Use("2", "process");
        Publish("c");

        _first.ShouldBe(["a", "b", "c"]);
        _second.ShouldBe(["c"]);
    }

    [Fact]
    public void Publish_LongMessagesWithoutARequest_AreBufferedUpToAMillionCharacters()
    {
        _broadcaster.Use("none", "process");
        for (int i = 0; i < 100; i++)
        {
            Publish(new string('x', 64 * 1024));
        }

        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");

        _first.Count.ShouldBe(16);
    }

    [Fact]
    public void Publish_OneRequest_BringsAllToAllItsCallers()
    {
        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");
        Publish("b");
        using IDisposable second = Attach("1", _second);
        Publish("c");

        _first.ShouldBe(["b", "c"]);
        _second.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Use_AnotherProcess_BringsNothingOfTheOldOne()
    {
        _broadcaster.Use("none", "process");
        Publish("left from the old one");
        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "other process");
        Publish("last words of the old one");
        Publish("a", "other process");

        _first.ShouldBe(["a"]);
    }

    [Fact]
    public void Use_AnotherProcess_LeavesTheOldOneToItsRequest()
    {
        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");
        using IDisposable second = Attach("2", _second);
        _broadcaster.Use("2", "other process");
        Publish("a");
        Publish("b", "other process");

        _first.ShouldBe(["a"]);
        _second.ShouldBe(["b"]);
    }

    [Fact]
    public void Dispose_LastCaller_ReceivesNoMore()
    {
        IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");
        Publish("a");
        first.Dispose();
        Publish("b");
        using IDisposable second = Attach("1", _second);
        _broadcaster.Use("1", "process");
        Publish("c");

        _first.ShouldBe(["a"]);
        _second.ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Publish_NoRequestButASink_IsNotBuffered()
    {
        var broadcaster = new OutputBroadcaster(output => _second.Add(output.Text));
        broadcaster.Publish("process", Output("a"));
        using (broadcaster.Attach("1", output => _first.Add(output.Text)))
        {
            broadcaster.Use("1", "process");
            broadcaster.Publish("process", Output("b"));
        }

        broadcaster.Publish("process", Output("c"));

        _first.ShouldBe(["b"]);
        _second.ShouldBe(["a", "c"]);
    }

    [Fact]
    public void Publish_Flood_KeepsTheLastThousand()
    {
        _broadcaster.Use("none", "process");
        for (int i = 0; i < 1500; i++)
        {
            Publish($"{i}");
        }

        using IDisposable first = Attach("1", _first);
        _broadcaster.Use("1", "process");
        using IDisposable second = Attach("1", _second);

        _first.Count.ShouldBe(1000);
        _first[0].ShouldBe("500");
        _first[^1].ShouldBe("1499");
        _second.ShouldBe(_first);
    }

    private IDisposable Attach(string request, List<string> received) =>
        _broadcaster.Attach(request, output => received.Add(output.Text));

    private void Publish(string text, string process = "process") => _broadcaster.Publish(process, Output(text));

    private static PluginOutput Output(string text) => new(PluginOutputSource.Stdout, PluginLogLevel.Information, text);
}
