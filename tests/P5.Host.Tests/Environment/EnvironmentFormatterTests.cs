using System.Text;
using System.Text.Json;

namespace P5.Host.Tests;

public sealed class EnvironmentFormatterTests
{
    private static readonly Dictionary<string, string> s_nasty = new()
    {
        ["EMPTY"] = "",
        ["SPACES"] = "  two  and trailing  ",
        ["SINGLE"] = "it's 'quoted'''",
        ["DOUBLE"] = "say \"hi\"",
        ["TYPOGRAPHIC"] = "\u2018a\u2019 \u201Ab\u201B \u201Cc\u201D",
        ["DOLLAR"] = "$HOME ${HOME} $(echo run) `echo run` $1 $$ 'and $HOME `echo run`'",
        ["BACKSLASH"] = @"C:\new\table\\share\ '\'",
        ["LINES"] = "one\ntwo\n\n  four",
        ["LINES_QUOTED"] = "it's\nme",
        ["TRAILING_LINE"] = "end\n",
        ["RETURN"] = "a\r\nb\rc",
        ["TAB"] = "a\tb",
        ["SHELL"] = "a;b&c|d>e<f*g?h[i]j~k!l#m%n^o(p)q{r,s}",
        ["HASH"] = "#no comment",
        ["EQUALS"] = "a=b==c",
        ["UNICODE"] = "grüße 你好 🎉 \u0085 \u2028 \u00A0",
        ["CONTROL"] = "\u0001\u001b[1m\u007f",
        ["JSON"] = """{"a":"<b>&'\u0000'"}""",
        ["WINDOWS"] = @"C:\new\dir x\file",
        ["APOSTROPHE_PATH"] = @"it's C:\bin\ 'x'",
        ["QUOTE_LINES"] = "say \"hi\"\n#no\nPATH=/evil",
        ["KEY"] = "-----BEGIN KEY-----\nabc=\ndef==\n-----END KEY-----\n",
        ["DASH"] = "-n",
        ["_lower_2"] = "fine",
    };

    private static readonly string[] s_parts =
    [
        "\r", "\n", "\r\n", "'", "\"", "`", "\\", "#", " #", "$", "${HOME}", "=", "==",
        "a", "n", "r", "t", " ", "\t", "\\n",
        "ü", "🎉", "\u0085", "\u2028", "\uFEFF", "\u001b", "{", "export X=1", "\nPATH=/evil\n", "-----BEGIN KEY-----",
    ];

    [Fact]
    public async Task Format_Posix_ShReadsTheSameValues()
    {
        string sh = Tool.Require("sh");

        await RoundTripAsync(sh, EnvironmentFormat.Posix, name => $"printf '%s\\0' \"${name}\"");
    }

    [Fact]
    public async Task Format_Fish_FishReadsTheSameValues()
    {
        string fish = Tool.Require("fish");

        await RoundTripAsync(fish, EnvironmentFormat.Fish, name => $"printf '%s\\0' \"${name}\"");
    }

    [Fact]
    public async Task Format_PowerShell_PwshReadsTheSameValues()
    {
        Assert.SkipWhen(PwshProcess.Obstacle is not null, PwshProcess.Obstacle ?? "");
        Dictionary<string, string> variables = new(s_nasty)
        {
            ["with space"] = "1",
            ["dot.dash-colon:"] = "2",
            ["brace{}tick`"] = "3",
            ["quote'\"$x"] = "4",
            ["1digit"] = "5",
            ["Ünïcode"] = "6",
            ["star*[a]?"] = "7",
        };
        string script = EnvironmentFormatter.Format(variables, EnvironmentFormat.PowerShell)
            + "[Environment]::GetEnvironmentVariables() | ConvertTo-Json -Compress -EscapeHandling EscapeNonAscii";

        RunResult result = await PwshProcess.RunAsync(["-Command", script], TimeSpan.FromMinutes(2));

        Dictionary<string, string> all =
            JsonSerializer.Deserialize<Dictionary<string, string>>(result.ShouldSucceed())!;
        foreach ((string name, string value) in variables)
        {
            all.GetValueOrDefault(name).ShouldBe(value, name);
        }
    }

    [Fact]
    public void Format_Json_ParsesToTheSameValues()
    {
        string text = EnvironmentFormatter.Format(s_nasty, EnvironmentFormat.Json);

        JsonSerializer.Deserialize<Dictionary<string, string>>(text).ShouldBe(s_nasty, ignoreOrder: true);
        text.ShouldContain("grüße");
        text.ShouldEndWith("}\n");
    }

    [Fact]
    public async Task Format_Dotenv_ShReadsTheSameValuesAndRunsNothing()
    {
        string sh = Tool.Require("sh");

        // Unlike the readers of this format, a shell has no escape for a carriage return.
        await RoundTripAsync(
            sh, EnvironmentFormat.Dotenv, name => $"printf '%s\\0' \"${name}\"", value => !value.Contains('\r'));
    }

    [Fact]
    public void Format_Dotenv_OwnReaderReadsTheSameValues() => ReadBack(s_nasty);

    [Fact]
    public void Format_Dotenv_OwnReaderReadsAnyValue()
    {
        var random = new Random(20261130);
        for (int round = 0; round < 500; round++)
        {
            ReadBack(Enumerable.Range(0, 20).ToDictionary(i => $"V{i}", _ => NextValue(random, 12)));
        }

        ReadBack(Enumerable.Range(0, 5).ToDictionary(i => $"V{i}", _ => NextValue(random, 100_000)));
    }

    // Shells on Windows read lines and join them with CRLF.
    [Fact]
    public void Format_Dotenv_OwnReaderReadsTheSameValuesAfterLineEndsChanged()
    {
        string text = EnvironmentFormatter.Format(s_nasty, EnvironmentFormat.Dotenv);

        DotenvReader.Parse(text.Replace("\n", "\r\n")).Variables.ToDictionary().ShouldBe(s_nasty, ignoreOrder: true);
    }

    [Fact]
    public void Format_Json_OwnReaderReadsTheSameValues() =>
        VariableText.Parse(Encoding.UTF8.GetBytes(EnvironmentFormatter.Format(s_nasty, EnvironmentFormat.Json)))
            .Variables.ToDictionary().ShouldBe(s_nasty, ignoreOrder: true);

    [Fact]
    public async Task Format_Dotenv_NodeReadsTheSameValues()
    {
        string node = Tool.Require("node");
        const string Script = "const {parseEnv} = require('util'), {readFileSync} = require('fs');"
            + "console.log(JSON.stringify(parseEnv(readFileSync(process.argv[1], 'utf8'))))";

        await OtherReaderAsync(file => Tool.RunAsync(node, "-e", Script, file));
    }

    [Fact]
    public async Task Format_Dotenv_PackageDotenvOfNodeReadsTheSameValues()
    {
        string node = Tool.Require("node");
        const string Search = "try { require.resolve('dotenv'); console.log('true') } catch { console.log('false') }";
        Assert.SkipUnless(await Tool.RunAsync(node, "-e", Search) == "true\n", "The npm package dotenv is needed.");
        const string Script = "const {parse} = require('dotenv'), {readFileSync} = require('fs');"
            + "console.log(JSON.stringify(parse(readFileSync(process.argv[1]))))";

        await OtherReaderAsync(file => Tool.RunAsync(node, "-e", Script, file));
    }

    [Fact]
    public async Task Format_Dotenv_PythonDotenvReadsTheSameValues()
    {
        string python = Tool.Require("python3");
        const string Search = "import importlib.util as u; print(u.find_spec('dotenv') is not None)";
        Assert.SkipUnless(await Tool.RunAsync(python, "-c", Search) == "True\n", "python-dotenv is needed.");
        const string Script = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))";

        await OtherReaderAsync(file => Tool.RunAsync(python, "-c", Script, file));
    }

    // docker run --env-file takes all after '=' literally.
    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.abc-_def")]
    [InlineData("https://user@host:8200/v1?a")]
    [InlineData("arn:aws:iam::123456789012:role/x+y,z=1%20==")]
    [InlineData("")]
    public void Format_DotenvOfCommonValues_HasNoQuotesUnlessAShellNeedsThem(string value)
    {
        bool needsThem = value.Contains('?');

        EnvironmentFormatter.Format([new("A", value)], EnvironmentFormat.Dotenv)
            .ShouldBe(needsThem ? $"A='{value}'\n" : $"A={value}\n");
    }

    [Theory]
    [InlineData("plain", "A=plain")]
    [InlineData("=", "A='='")]
    [InlineData("two words", "A='two words'")]
    [InlineData("a\nb", "A='a\nb'")]
    [InlineData("it's", "A=\"it's\"")]
    [InlineData("it's \"$a\" `b` \\", "A=\"it's \\\"\\$a\\\" \\`b\\` \\\\\"")]
    [InlineData("it's\r\n", "A=\"it's\\r\\n\"")]
    [InlineData("it's\nme", "A=\"it's\nme\"")]
    [InlineData("a\rb", "A=\"a\\rb\"")]
    [InlineData("C:\\new\\\\x\\", "A='C:\\new\\\\x\\'")]
    [InlineData("it's C:\\bin\\'x'", "A=\"it's C:\\bin\\'x'\"")]
    [InlineData("it's C:\\new\\", "A=\"it's C:\\\\new\\\\\"")]
    public void Format_Dotenv_QuotesByContent(string value, string line) =>
        EnvironmentFormatter.Format([new("A", value)], EnvironmentFormat.Dotenv).ShouldBe(line + "\n");

    [Fact]
    public void Format_DotenvOfAnEmptyValueWhoseNameLooksLikeBase64_IsReadBack() =>
        ReadBack(new Dictionary<string, string> { ["aGVsbG8gd29ybGQ"] = "", ["aGVsbG8gd29ybGR"] = "x" });

    [Theory]
    [InlineData("a\rb", "a carriage return")]
    [InlineData("it's \"x\"", "\", $ or ` beside a single quote or a carriage return")]
    [InlineData("it's $5", "\", $ or ` beside a single quote or a carriage return")]
    [InlineData("it's C:\\new", "a backslash")]
    [InlineData("\\\\server", "a backslash")]
    [InlineData("C:\\bin\\", "a backslash")]
    [InlineData("${HOME}", "${")]
    [InlineData("a\r${b}", "a carriage return and \", $ or ` beside a single quote or a carriage return and ${")]
    [InlineData("it's C:\\dir", "a backslash")]
    [InlineData("C:\\new dir", null)]
    [InlineData("say \"hi\" $5 `x`", null)]
    [InlineData("it's\nme", null)]
    public void Warnings_DotenvValueThatReadersReadDifferently_NamesVariableAndReason(string value, string? reason)
    {
        string[] warnings = [.. EnvironmentFormatter.Warnings([new("A", value)], EnvironmentFormat.Dotenv)];

        if (reason is null)
        {
            warnings.ShouldBeEmpty();
        }
        else
        {
            warnings.ShouldHaveSingleItem().ShouldContain($"'A' in dotenv differently, because it contains {reason}.");
        }

        EnvironmentFormatter.Warnings([new("A", value)], EnvironmentFormat.Posix).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(EnvironmentFormat.Posix)]
    [InlineData(EnvironmentFormat.Fish)]
    [InlineData(EnvironmentFormat.Dotenv)]
    public void Format_NameThatNoShellTakes_IsLeftOutWithAWarning(EnvironmentFormat format)
    {
        foreach (string name in new[] { "a b", "1a", "a-b", "a.b", "a;rm", "a$b", "é", "ProgramFiles(x86)" })
        {
            KeyValuePair<string, string>[] variables = [new(name, "hunter2"), new("OTHER", "x")];

            string text = EnvironmentFormatter.Format(variables, format);

            text.ShouldBe(EnvironmentFormatter.Format([new("OTHER", "x")], format));
            string warning = EnvironmentFormatter.Warnings(variables, format).ShouldHaveSingleItem();
            warning.ShouldStartWith($"The variable '{name}' was not exported: ");
            warning.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public void Format_NameThatGitHubDoesNotTake_IsLeftOutWithAWarning()
    {
        KeyValuePair<string, string>[] variables = [new("a<<b", "1"), new("a.b-c", "2")];

        EnvironmentFormatter.Format(variables, EnvironmentFormat.GitHubActions).ShouldStartWith("a.b-c<<");
        EnvironmentFormatter.Warnings(variables, EnvironmentFormat.GitHubActions)
            .ShouldHaveSingleItem().ShouldStartWith("The variable 'a<<b' was not exported: ");
    }

    [Theory]
    [InlineData(EnvironmentFormat.Json)]
    [InlineData(EnvironmentFormat.PowerShell)]
    public void Format_AnyName_IsInTheFormatsThatHoldIt(EnvironmentFormat format)
    {
        KeyValuePair<string, string>[] variables = [new("a b.c-d", "1")];

        EnvironmentFormatter.Format(variables, format).ShouldContain("a b.c-d");
        EnvironmentFormatter.Warnings(variables, format).ShouldBeEmpty();
    }

    [Fact]
    public void Format_SeveralVariables_SortsThemAndEndsEachLine()
    {
        KeyValuePair<string, string>[] variables = [new("b", "2"), new("B", "1"), new("a", "3")];

        EnvironmentFormatter.Format(variables, EnvironmentFormat.Posix)
            .ShouldBe("export B='1'\nexport a='3'\nexport b='2'\n");
        EnvironmentFormatter.Format([], EnvironmentFormat.Posix).ShouldBe("");
        EnvironmentFormatter.Format([], EnvironmentFormat.Json).ShouldBe("{}\n");
    }

    private static void ReadBack(Dictionary<string, string> variables) =>
        VariableText.Parse(Encoding.UTF8.GetBytes(EnvironmentFormatter.Format(variables, EnvironmentFormat.Dotenv)))
            .Variables.ToDictionary().ShouldBe(variables, ignoreOrder: true);

    private static string NextValue(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => s_parts[random.Next(s_parts.Length)]));

    /// <summary>Checks that a reader gives the same values, except for those with a warning.</summary>
    private static async Task OtherReaderAsync(Func<string, Task<string>> read)
    {
        var random = new Random(20261130);
        Dictionary<string, string> variables = s_nasty
            .Concat(Enumerable.Range(0, 3000).Select(i => KeyValuePair.Create($"V{i}", NextValue(random, 8))))
            .Where(pair => !DotenvWriter.Differences(pair.Value).Any())
            .ToDictionary();
        variables.Count.ShouldBeGreaterThan(1000);
        using var folder = new TemporaryFolder();
        string file = folder.Write(".env", EnvironmentFormatter.Format(variables, EnvironmentFormat.Dotenv));

        JsonSerializer.Deserialize<Dictionary<string, string>>(await read(file))
            .ShouldBe(variables, ignoreOrder: true);
    }

    private static async Task RoundTripAsync(
        string shell, EnvironmentFormat format, Func<string, string> print, Func<string, bool>? filter = null)
    {
        Dictionary<string, string> variables = s_nasty.Where(pair => filter?.Invoke(pair.Value) is not false)
            .ToDictionary();
        string script = EnvironmentFormatter.Format(variables, format)
            + string.Concat(variables.Keys.Select(name => print(name) + "\n"));

        string output = await Tool.RunAsync(shell, "-c", script);

        output.ShouldEndWith("\0");
        variables.Keys.Zip(output.Split('\0')).ToDictionary(pair => pair.First, pair => pair.Second)
            .ShouldBe(variables);
    }
}
