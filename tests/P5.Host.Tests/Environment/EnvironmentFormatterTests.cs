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
        ["DASH"] = "-n",
        ["_lower_2"] = "fine",
    };

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

        string output = await PwshProcess.RunAsync(["-Command", script], TimeSpan.FromMinutes(2));

        Dictionary<string, string> all = JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
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

        // Between double quotes a shell knows no \n and \r, which the readers of this form do.
        await RoundTripAsync(
            sh,
            EnvironmentFormat.Dotenv,
            name => $"printf '%s\\0' \"${name}\"",
            value => !(value.Contains('\'') && value.AsSpan().ContainsAny('\r', '\n')));
    }

    [Fact]
    public void Format_Dotenv_OwnReaderReadsWhatItCanHold()
    {
        // That reader goes by lines and knows no escapes.
        Dictionary<string, string> variables = s_nasty
            .Where(pair => !pair.Value.AsSpan().ContainsAny('\n', '\r', '\''))
            .ToDictionary();
        variables.Count.ShouldBeGreaterThan(10);

        string text = EnvironmentFormatter.Format(variables, EnvironmentFormat.Dotenv);

        Dotenv.Parse(text).ToDictionary().ShouldBe(variables, ignoreOrder: true);
    }

    [Theory]
    [InlineData("plain", "A='plain'")]
    [InlineData("", "A=''")]
    [InlineData("a\nb", "A='a\nb'")]
    [InlineData("it's", "A=\"it's\"")]
    [InlineData("it's \"$a\" `b` \\", "A=\"it's \\\"\\$a\\\" \\`b\\` \\\\\"")]
    [InlineData("it's\r\n", "A=\"it's\\r\\n\"")]
    public void Format_Dotenv_QuotesByContent(string value, string line) =>
        EnvironmentFormatter.Format([new("A", value)], EnvironmentFormat.Dotenv).ShouldBe(line + "\n");

    [Theory]
    [InlineData(EnvironmentFormat.Posix)]
    [InlineData(EnvironmentFormat.Fish)]
    [InlineData(EnvironmentFormat.Dotenv)]
    public void Format_NameThatNoShellTakes_Throws(EnvironmentFormat format)
    {
        foreach (string name in new[] { "a b", "1a", "a-b", "a;rm", "a$b", "é", "a\nb" })
        {
            P5Exception error = Should.Throw<P5Exception>(
                () => EnvironmentFormatter.Format([new(name, "hunter2")], format));

            error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
            error.Message.ShouldContain(name);
            error.Message.ShouldNotContain("hunter2");
        }
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
