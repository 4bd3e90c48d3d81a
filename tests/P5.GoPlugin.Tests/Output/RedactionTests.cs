using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

/// <summary>What an <see cref="IRedactor"/> is asked about, and when.</summary>
public sealed class RedactionTests
{
    private readonly StringRedactor _redactor = new();
    private readonly List<PluginOutput> _seen = [];

    [Fact]
    public void Dispatch_TextAndFields_AreRedacted()
    {
        Dispatcher().Dispatch(new PluginOutput(PluginOutputSource.Log, PluginLogLevel.Warning, "a token")
        {
            Module = "m",
            Fields = new Dictionary<string, string> { ["key"] = "token!", ["other"] = "x" },
        });

        PluginOutput output = _seen.ShouldHaveSingleItem();
        output.Text.ShouldBe("a ***");
        output.Fields.ShouldBe(new Dictionary<string, string> { ["key"] = "***!", ["other"] = "x" });
        output.Module.ShouldBe("m");
    }

    [Fact]
    public void Dispatch_PiecesOfTwoStreams_AreNotMixed()
    {
        OutputDispatcher dispatcher = Dispatcher();
        Piece(dispatcher, PluginOutputSource.Stdout, "one ", isPartial: true);
        Piece(dispatcher, PluginOutputSource.Stderr, "err ", isPartial: true);
        Piece(dispatcher, PluginOutputSource.Stdout, "two ", isPartial: true);
        Piece(dispatcher, PluginOutputSource.Stdout, "three", isPartial: false);
        Piece(dispatcher, PluginOutputSource.Stdout, "next", isPartial: false);

        _redactor.Asked.ShouldBe(["|one ", "|err ", "one |two ", "one two |three", "|next"]);
    }

    [Fact]
    public void Redact_EndlessLine_RemembersItsEnd()
    {
        PieceRedaction redact = Redactor().ForStream();
        redact(new string('a', 64 * 1024), goesOn: true);
        redact("bb", goesOn: true);

        redact("c", goesOn: true);

        string before = _redactor.Asked[^1].Split('|')[0];
        before.Length.ShouldBe(64 * 1024);
        before.ShouldEndWith("abb");
    }

    [Fact]
    public void ErrorTail_LineFromBeforeTheSecretWasKnown_IsRedactedWhenItIsShown()
    {
        _redactor.Secret = "nothing yet";
        var tail = new ErrorTail(Redactor());
        tail.Add(new LinePiece("the token", StartsLine: true, EndsLine: true), Line("the token"));
        tail.Snapshot().ShouldBe(["the token"]);

        _redactor.Secret = "token";

        tail.Snapshot().ShouldBe(["the ***"]);
        tail.Summary().ShouldBe(" It wrote: the ***");
    }

    [Fact]
    public void ErrorTail_LineWhoseBeginningIsNotKept_IsRedactedWithIt()
    {
        var tail = new ErrorTail(Redactor());
        var piece = new LinePiece("text", StartsLine: false, EndsLine: false);
        tail.Add(piece with { Text = "to", StartsLine = true }, Line("to"));
        tail.Add(piece with { Text = "ken" }, Line("ken"));
        for (int i = 1; i < 20; i++)
        {
            tail.Add(piece, Line("text"));
        }

        tail.Snapshot()[0].ShouldBe("ken");

        _redactor.Asked[..2].ShouldBe(["|to", "to|ken"]);
    }

    [Fact]
    public void ErrorTail_Summary_IsRedactedBeforeItIsShortened()
    {
        _redactor.Secret = new string('s', 50);
        string line = new string('x', 180) + _redactor.Secret;
        var tail = new ErrorTail(Redactor());

        tail.Add(new LinePiece(line, StartsLine: true, EndsLine: true), Line(line));

        tail.Summary().ShouldEndWith("x***");
    }

    [Fact]
    public void Redact_RedactorReturnsNull_WithholdsTheText()
    {
        var redactor = new OutputRedactor(new NullRedactor(), NullLogger.Instance);

        redactor.Redact("the token").ShouldBe(OutputRedactor.Placeholder);
        redactor.ForStream()("the token", goesOn: true).ShouldBe(OutputRedactor.Placeholder);
    }

    private OutputRedactor Redactor() => new(_redactor, NullLogger.Instance);

    private OutputDispatcher Dispatcher() =>
        new("plugin", TestHost.AnyOptions with { Output = _seen.Add, Redactor = _redactor });

    private static PluginOutput Line(string text) => new(PluginOutputSource.ErrorLine, PluginLogLevel.Debug, text);

    private static void Piece(OutputDispatcher dispatcher, PluginOutputSource source, string text, bool isPartial) =>
        dispatcher.Dispatch(new PluginOutput(source, PluginLogLevel.Information, text) { IsPartial = isPartial });

    private sealed class StringRedactor : IRedactor
    {
        public string Secret { get; set; } = "token";

        public List<string> Asked { get; } = [];

        public string Redact(string text, string before = "")
        {
            Asked.Add($"{before}|{text}");
            return text.Replace(Secret, "***");
        }
    }

    /// <summary>A redactor compiled without nullable annotations can return this.</summary>
    private sealed class NullRedactor : IRedactor
    {
        public string Redact(string text, string before = "") => null!;
    }
}
