using System.Diagnostics;
using System.Globalization;
using System.Text;
using P5.Host;

// The product refuses a larger file, and more than 1,000 plugins: these have as many settings as fill it.
const int Limit = 1024 * 1024;
const int Rounds = 5;

(string Shape, string Part)[] shapes =
[
    ("plugins", "[plugins.pN]\ncmd = \"./plugins/pN\" # ours\nargs = [1, 'two']\n"
        + "config = { a = 1.5, b.c = 2026-01-02 }\n"
        + string.Concat(Enumerable.Range(0, 30).Select(i => $"config.key-{i} = \"a value of some length\"\n"))),
    ("keys of one table", "keyN = \"a value of some length\"\n"),
    ("array of tables", "[[tables]]\nnumber = N\nname = \"a value of some length, as in a real file\"\n"),
    ("errors", "key-N = = \"of some length, as in a real file\"\n"),
];

foreach ((string shape, string part) in shapes)
{
    TimeSpan small = Median(Text(part, Limit / 10));
    TimeSpan large = Median(Text(part, Limit));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape,-18} 0.1 MB {small.TotalMilliseconds,6:F1} ms   1 MB {large.TotalMilliseconds,6:F0} ms   "
        + $"{large / small,5:F1} times as long"));
}

static string Text(string part, int length)
{
    var text = new StringBuilder(length + part.Length);
    for (int number = 0; text.Length < length; number++)
    {
        text.Append(part.Replace("N", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    return text.ToString();
}

// The first round, which compiles the reader, is thrown away.
static TimeSpan Median(string text)
{
    byte[] bytes = Encoding.UTF8.GetBytes(text);
    return Enumerable.Range(0, Rounds + 1).Select(_ => Measure(bytes)).Skip(1).Order().ElementAt(Rounds / 2);
}

static TimeSpan Measure(byte[] bytes)
{
    GC.Collect();
    long start = Stopwatch.GetTimestamp();
    var source = ConfigFileText.Decode(ConfigurationStage.Global, "p5.toml", bytes);
    new TomlReader(source, new ConfigurationLoaderOptions()).Read();
    return Stopwatch.GetElapsedTime(start);
}
