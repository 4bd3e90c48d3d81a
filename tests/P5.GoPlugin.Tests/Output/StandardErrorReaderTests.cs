using System.Text;

namespace P5.GoPlugin.Tests;

public sealed class StandardErrorReaderTests
{
    [Fact]
    public void Classify_HclogLine_HasLevelModuleTimeAndFields()
    {
        PluginOutput output = Read(
            """{"@level":"warn","@message":"expires – soon","@module":"auth","""
            + """ "@timestamp":"2026-01-02T03:04:05.000006+02:00","n":5,"who":"me","list":[1,"a"],"none":null}""");

        output.Source.ShouldBe(PluginOutputSource.Log);
        output.Level.ShouldBe(PluginLogLevel.Warning);
        output.Text.ShouldBe("expires – soon");
        output.Module.ShouldBe("auth");
        output.Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddMicroseconds(6));
        output.Fields.ShouldBe(
            new Dictionary<string, string> { ["n"] = "5", ["who"] = "me", ["list"] = """[1,"a"]""", ["none"] = "null" },
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("trace", PluginLogLevel.Trace)]
    [InlineData("debug", PluginLogLevel.Debug)]
    [InlineData("info", PluginLogLevel.Information)]
    [InlineData("warn", PluginLogLevel.Warning)]
    [InlineData("error", PluginLogLevel.Error)]
    [InlineData("ERROR", PluginLogLevel.Error)]
    [InlineData("notice", PluginLogLevel.Debug)]
    public void Classify_HclogLevel_IsMapped(string name, PluginLogLevel level) =>
        Read($$"""{"@level":"{{name}}","@message":"m"}""").Level.ShouldBe(level);

    [Theory]
    // Any JSON type anywhere.
    [InlineData("""{"@level":7,"@message":"m"}""", "m")]
    [InlineData("""{"@level":null,"@message":{"a":1}}""", """{"a":1}""")]
    [InlineData("""{"@message":"m","@timestamp":"yesterday","@module":3}""", "m")]
    [InlineData("""{"@message":"m","@timestamp":12,"x":"1","x":"2"}""", "m")]
    public void Classify_OddHclogLine_IsStillALog(string line, string text)
    {
        PluginOutput output = Read(line);

        output.Source.ShouldBe(PluginOutputSource.Log);
        output.Level.ShouldBe(PluginLogLevel.Debug);
        output.Text.ShouldBe(text);
        output.Timestamp.ShouldBeNull();
    }

    [Theory]
    [InlineData("[TRACE] t", PluginLogLevel.Trace, "t")]
    [InlineData("[DEBUG] d", PluginLogLevel.Debug, "d")]
    [InlineData("[INFO]  i", PluginLogLevel.Information, "i")]
    [InlineData("[WARN]w", PluginLogLevel.Warning, "w")]
    [InlineData("[ERROR] e", PluginLogLevel.Error, "e")]
    public void Classify_LevelInFront_IsALog(string line, PluginLogLevel level, string text) =>
        Read(line).ShouldBe(Plain(PluginOutputSource.Log, level, text), Comparer);

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("[NOTE] x")]
    [InlineData("[ERROR")]
    [InlineData("[]")]
    [InlineData("{not json")]
    [InlineData("{\"a\":1}")] // JSON, but not a log line
    [InlineData("""{"@message":"\ud800"}""")] // half a surrogate pair
    [InlineData(" panic: not at the start")]
    public void Classify_OtherLine_IsDebug(string line) =>
        Read(line).ShouldBe(Plain(PluginOutputSource.ErrorLine, PluginLogLevel.Debug, line), Comparer);

    [Theory]
    [InlineData("panic: boom")]
    [InlineData("fatal error: all goroutines are asleep")]
    public void Classify_PanicAndAllAfterIt_IsError(string panic)
    {
        StandardErrorReader reader = Reader();

        reader.Classify(Whole("before")).Level.ShouldBe(PluginLogLevel.Debug);
        reader.Classify(Whole(panic)).Level.ShouldBe(PluginLogLevel.Error);
        reader.Classify(Whole("goroutine 1 [running]:")).Level.ShouldBe(PluginLogLevel.Error);
    }

    [Fact]
    public void Classify_PieceOfALongLine_IsPartialAndNoLog()
    {
        PluginOutput output = Reader().Classify(
            new LinePiece("""{"@level":"warn","@message":"m"}""", StartsLine: true, EndsLine: false));

        output.Source.ShouldBe(PluginOutputSource.ErrorLine);
        output.IsPartial.ShouldBeTrue();
    }

    // Mutated log lines: an answer for each, never an exception.
    [Fact]
    public void Classify_MutatedLines_NeverThrows()
    {
        var random = new Random(20250119);
        const string Line =
            """{"@level":"warn","@message":"a\u00e9b","n":[1,{"x":null}],"@timestamp":"2026-01-02T03:04:05Z"}""";
        byte[] seed = Encoding.UTF8.GetBytes(Line);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] line = [.. seed];
            for (int k = random.Next(1, 6); k > 0; k--)
            {
                line[random.Next(line.Length)] = (byte)random.Next(256);
            }

            Read(Encoding.UTF8.GetString(line)).Text.ShouldNotBeNull();
        }
    }

    private static readonly IEqualityComparer<PluginOutput> Comparer = EqualityComparer<PluginOutput>.Create(
        (left, right) => left!.Source == right!.Source && left.Level == right.Level && left.Text == right.Text
            && left.Fields.Count == right.Fields.Count && left.IsPartial == right.IsPartial,
        output => output.Text.GetHashCode(StringComparison.Ordinal));

    private static LinePiece Whole(string line) => new(line, StartsLine: true, EndsLine: true);

    private static StandardErrorReader Reader()
    {
        var output = new OutputDispatcher("plugin", TestHost.AnyOptions);
        return new StandardErrorReader(output, new ErrorTail(output.Redactor), observer: null);
    }

    private static PluginOutput Read(string line) => Reader().Classify(Whole(line));

    private static PluginOutput Plain(PluginOutputSource source, PluginLogLevel level, string text) =>
        new(source, level, text);
}
