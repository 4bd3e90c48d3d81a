using System.Diagnostics;
using System.Globalization;
using System.Text;
using P5.Toml;

const int Megabyte = 1024 * 1024;
const int Rounds = 5;

(string Shape, string Part)[] shapes =
[
    ("plugins", "[plugins.pN]\ncmd = \"./plugins/pN\" # ours\nargs = [1, 'two']\nconfig = { a = 1.5, b.c = 2026-01-02 }\n"),
    ("keys of one table", "keyN = \"a value of some length\"\n"),
    ("array of tables", "[[plugins]]\nname = \"N\"\n"),
    ("errors", "key-N = = \"of some length, as in a real file\"\n"),
];

foreach ((string shape, string part) in shapes)
{
    TimeSpan small = Median(Text(part, Megabyte));
    TimeSpan large = Median(Text(part, 10 * Megabyte));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape,-18} 1 MB {small.TotalMilliseconds,6:F0} ms   10 MB {large.TotalMilliseconds,6:F0} ms   {large / small,5:F1} times as long"));
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

// The first round, which compiles the parser, is thrown away.
static TimeSpan Median(string text) =>
    Enumerable.Range(0, Rounds + 1).Select(_ => Measure(text)).Skip(1).Order().ElementAt(Rounds / 2);

static TimeSpan Measure(string text)
{
    GC.Collect();
    long start = Stopwatch.GetTimestamp();
    DocumentSyntax document = TomlParser.Parse(text);
    if (document.Diagnostics.Count == 0)
    {
        document.ToTable();
    }

    return Stopwatch.GetElapsedTime(start);
}
