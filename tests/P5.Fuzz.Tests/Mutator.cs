using System.Text;
using System.Text.RegularExpressions;

namespace P5.Fuzz.Tests;

/// <summary>Changes texts and bytes at random. The same random numbers give the same changes.</summary>
/// <param name="random">The random numbers.</param>
/// <param name="longest">The longest text that one change adds.</param>
internal sealed partial class Mutator(Random random, int longest)
{
    private static readonly string[] s_tokens =
    [
        "", " ", "\t", "\n", "\r", "\0", "\a", "\u007f", "\u0085", "\u2028", "\ufeff", "\ufffd", "é", "🔑", "\u202e",
        "=", ":", ": ", ",", "-", "- ", "?", "|", ">", "|2-", "&a", "*a", "<<", "!!str", "!!binary", "!<x>",
        "%YAML 1.2", "---", "...", "[", "]", "{", "}", "[]", "{}", "[[", "]]", "\"", "'", "\"\"\"", "'''", "#", " # ",
        "\\", "\\u", "\\uD800", "\\U00110000", "\\x", "$HOME", "`", "~", "null", "true", "yes", "NaN", ".inf", "-",
        "+", "0", "-1", "1e999", "0x", "0o8", "9223372036854775808", "1_000", "1979-05-27", "0000-00-00T99:99:99Z",
        "24:00:00", "9999-12-31T23:59:59.9999999Z", "100000000000h", "-1s", "1h1h", "cmd", "args", "config", "order",
        "refresh", "source", "sources", "type", "path", "vars", "command", "file", "exec", "static", "optional",
        "plugins", "p5", "p5:plugins", "p5:plugins:x", "env", "secure", "sha256", "mtls", "timeout", "export ",
        "Expiration", "Version", "constructor", "..", "/", "\\\\server\\share", "C:\\x", "%s%n", "oci://h/a/b:1",
        "github.com/a/b@v1", "file://", "https://", "x.wasm",
    ];

    /// <summary>Changes a text file one to four times.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="other">Another file, parts of which may be used.</param>
    internal byte[] MutateFile(byte[] bytes, byte[] other)
    {
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            bytes = random.Next(8) == 0 ? MutateBytes(bytes) : MutateText(bytes, other);
        }

        return bytes;
    }

    /// <summary>Changes bytes of any kind once.</summary>
    internal byte[] MutateBytes(byte[] bytes)
    {
        List<byte> list = [.. bytes];
        int at = random.Next(list.Count + 1);
        int count = Math.Min(random.Next(1, 17), list.Count - at);
        switch (random.Next(7))
        {
            case 0 when count > 0:
                list[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when count > 0:
                list[at] = (byte)random.Next(256);
                break;
            case 2:
                list.InsertRange(at, RandomBytes(random.Next(1, 9)));
                break;
            case 3:
                list.RemoveRange(at, count);
                break;
            case 4:
                list.InsertRange(at, list.GetRange(at, count));
                break;
            case 5 when count > 0:
                list[at] = Any<byte>([0, 1, 0x7f, 0x80, 0xc0, 0xed, 0xfe, 0xff]);
                break;
            default:
                list.RemoveRange(at, list.Count - at);
                break;
        }

        return [.. list];
    }

    internal byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    internal T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>A length from 1 to the longest; short ones are more frequent.</summary>
    internal int AnyLength(int limit) => (int)Math.Exp(random.NextDouble() * Math.Log(limit));

    private byte[] MutateText(byte[] bytes, byte[] other)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return random.Next(12) switch
        {
            0 or 1 or 2 => Encode(MutateTokens(text)),
            3 or 4 or 5 => Encode(MutateLines(text, Encoding.UTF8.GetString(other))),
            6 => Encode(Insert(text, Nest())),
            7 => Encode(Insert(text, Repeat())),
            8 => Encode(text[..random.Next(text.Length + 1)]),
            9 => ChangeEncoding(text),
            _ => Encode(Insert(text, Any(s_tokens))),
        };
    }

    private string MutateTokens(string text)
    {
        List<string> tokens = [];
        foreach (ValueMatch match in Token().EnumerateMatches(text))
        {
            tokens.Add(text.Substring(match.Index, match.Length));
        }

        if (tokens.Count == 0)
        {
            return Any(s_tokens);
        }

        int at = random.Next(tokens.Count);
        int second = random.Next(tokens.Count);
        switch (random.Next(5))
        {
            case 0:
                (tokens[at], tokens[second]) = (tokens[second], tokens[at]);
                break;
            case 1:
                tokens.RemoveAt(at);
                break;
            case 2:
                tokens[at] = tokens[second];
                break;
            case 3:
                tokens.Insert(at, tokens[second]);
                break;
            default:
                tokens[at] = Any(s_tokens);
                break;
        }

        return string.Concat(tokens);
    }

    private string MutateLines(string text, string other)
    {
        List<string> lines = [.. text.Split('\n')];
        string[] others = other.Split('\n');
        int at = random.Next(lines.Count);
        int second = random.Next(lines.Count);
        int count = random.Next(Math.Min(8, lines.Count - at)) + 1;
        switch (random.Next(8))
        {
            case 0:
                (lines[at], lines[second]) = (lines[second], lines[at]);
                break;
            case 1:
                lines.InsertRange(second, lines.GetRange(at, count));
                break;
            case 2:
                lines.RemoveRange(at, count);
                break;
            case 3:
                lines[at] = new string(' ', random.Next(9)) + lines[at].TrimStart();
                break;
            case 4:
                lines[at] = Any(["\t", " ", "# ", "- ", "? "]) + lines[at];
                break;
            case 5 when at + 1 < lines.Count:
                lines[at] += lines[at + 1];
                lines.RemoveAt(at + 1);
                break;
            case 6:
                lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), "\n");
                break;
            default:
                lines.Insert(at, Any(others));
                break;
        }

        return string.Join('\n', lines);
    }

    /// <summary>What opens a level, many times; closed again or not.</summary>
    private string Nest()
    {
        (string open, string close) = Any<(string, string)>(
        [
            ("[", "]"), ("{", "}"), ("{a: ", "}"), ("{a=", "}"), ("{\"a\":", "}"), ("- ", ""), ("? ", ""),
            ("a.", "b = 1"), ("[[", "]]"), ("(", ")"), ("&a ", ""), ("!t ", ""), ("[a.", "]"), ("\"", "\""), ("> ", ""),
        ]);
        int depth = AnyLength(longest / 10);
        if (random.Next(8) == 0)
        {
            // A block in a block, each on a line of its own.
            return string.Concat(Enumerable.Range(0, Math.Min(depth, 1000)).Select(i => $"{new string(' ', i)}a:\n"));
        }

        string nested = string.Concat(Enumerable.Repeat(open, depth));
        return random.Next(3) == 0 ? nested : nested + "1" + string.Concat(Enumerable.Repeat(close, depth));
    }

    /// <summary>A long value, or many short ones.</summary>
    private string Repeat()
    {
        string unit = Any<string>(["x", "\"\\u0041\"", "x=1\n", "a: b\n", .. s_tokens]);
        int count = AnyLength(longest) / Math.Max(1, unit.Length);
        return random.Next(4) == 0
            ? string.Concat(Enumerable.Range(0, count).Select(i => $"{unit}{i}"))
            : string.Concat(Enumerable.Repeat(unit, count));
    }

    private byte[] ChangeEncoding(string text) => random.Next(9) switch
    {
        0 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
        1 => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
        2 => Encoding.Unicode.GetBytes(text),
        3 => [.. Encoding.UTF8.Preamble, .. Encode(text)],
        4 => [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(text)],
        5 => Encoding.Latin1.GetBytes(text),
        6 => Encode(text.ReplaceLineEndings("\r\n")),
        7 => Encode(text.ReplaceLineEndings("\r")),
        _ => Encode(text.ReplaceLineEndings(Any(["\u0085", "\u2028", "\f", "\n\r", "\n\n"]))),
    };

    private string Insert(string text, string inserted) => text.Insert(random.Next(text.Length + 1), inserted);

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    [GeneratedRegex(@"\w+|[^\S\n]+|.|\n", RegexOptions.Singleline)]
    private static partial Regex Token();
}
