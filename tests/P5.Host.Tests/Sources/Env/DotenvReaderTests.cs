namespace P5.Host.Tests;

public sealed class DotenvReaderTests
{
    [Theory]
    // Empty lines and comments are skipped; lines end with LF or CRLF.
    [InlineData("", "")]
    [InlineData("A=1\nB=2", "A=1|B=2")]
    [InlineData("A=1\r\nB=2\r\n", "A=1|B=2")]
    [InlineData("\n\n# A=1\n  # B=2\n \t \nC=3", "C=3")]
    // Other line separators are part of the value.
    [InlineData("A=1\f2\nB=1\u00852\nC=1\u20282\nD=1\r2", "A=1\f2|B=1\u00852|C=1\u20282|D=1\r2")]
    // White space around a name and a value is removed, inside a value it is not.
    [InlineData("  A = 1 2 \t", "A=1 2")]
    [InlineData("A=", "A=")]
    [InlineData("A=   ", "A=")]
    [InlineData("A= \"1\"", "A=1")]
    // Quotes around the whole value are removed; single quotes are literal, double quotes have escapes.
    [InlineData("A=\"1\"", "A=1")]
    [InlineData("A='1'", "A=1")]
    [InlineData("A=\" 1 \"", "A= 1 ")]
    [InlineData("A=''", "A=")]
    [InlineData("A=\"\"", "A=")]
    [InlineData("A='a\\nb\\\\\"'", "A=a\\nb\\\\\"")]
    [InlineData("A='a\\'", "A=a\\")]
    [InlineData("A=\"a\\nb\\rc\\td\\\\e\\\"f\\$g\\`h\"", "A=a\nb\rc\td\\e\"f$g`h")]
    [InlineData("A=\"C:\\dir\\x.y \\' \\a\\b\\f\\v\\0\"", "A=C:\\dir\\x.y \\' \\a\\b\\f\\v\\0")]
    [InlineData("A=\"it's\"", "A=it's")]
    [InlineData("A='say \"hi\"'", "A=say \"hi\"")]
    // Quotes inside a value are part of it, and nothing is expanded.
    [InlineData("A=it's", "A=it's")]
    [InlineData("A=`date`", "A=`date`")]
    [InlineData("A=$B${C}`d`", "A=$B${C}`d`")]
    [InlineData("A=b\\n", "A=b\\n")]
    // Quoted values may have several lines; an editor may have changed their line ends.
    [InlineData("A='one\ntwo'\nB=3", "A=one\ntwo|B=3")]
    [InlineData("A=\"one\r\n\r\n  two\r\n\"\r\nB=3\r\n", "A=one\n\n  two\n|B=3")]
    [InlineData("A='# no comment\nPATH=/evil'\nB=2", "A=# no comment\nPATH=/evil|B=2")]
    // A comment begins with '#' after white space.
    [InlineData("A=1 # comment", "A=1")]
    [InlineData("A='1' # comment", "A=1")]
    [InlineData("A=\"1\"# it's one", "A=1")]
    [InlineData("A= # comment", "A=")]
    [InlineData("A=1#2", "A=1#2")]
    [InlineData("A=#1", "A=#1")]
    [InlineData("A='1 # 2'", "A=1 # 2")]
    // '=' in values.
    [InlineData("A=b=c==", "A=b=c==")]
    [InlineData("A='='", "A==")]
    [InlineData("A==b", "A==b")]
    // export is read as in a shell; alone it is a name.
    [InlineData("export A=1", "A=1")]
    [InlineData("export \t A='1'", "A=1")]
    [InlineData("export=1", "export=1")]
    [InlineData("exported=1", "exported=1")]
    // The names that the common libraries accept.
    [InlineData("_=1\na.b=2\nTF_VAR_a-b=3\nX1=4", "_=1|a.b=2|TF_VAR_a-b=3|X1=4")]
    // Names without a value that look only a little like base64.
    [InlineData("MyAppConfig=\nAWS_SESSION_TOKEN=", "MyAppConfig=|AWS_SESSION_TOKEN=")]
    [InlineData("abcdefghi12=\nABCDEFGHI12=", "abcdefghi12=|ABCDEFGHI12=")]
    [InlineData("AbCdEf1=\nAbc.defgh12=", "AbCdEf1=|Abc.defgh12=")]
    [InlineData("c2VjcmV0MTI=''", "c2VjcmV0MTI=")]
    // A repeated name is returned each time; the caller uses the last value.
    [InlineData("A=1\nA=2", "A=1|A=2")]
    public void Parse_Text_GivesNamesAndValues(string text, string expected) =>
        string.Join('|', DotenvReader.Parse(text).Variables.Select(pair => $"{pair.Key}={pair.Value}"))
            .ShouldBe(expected);

    [Theory]
    // Other formats: shells, PowerShell, fish, YAML, INI, encoded keys.
    [InlineData("A=1\nhunter2", 2)]
    [InlineData("set hunter2=1", 1)]
    [InlineData("$env:hunter2 = \"1\"", 1)]
    [InlineData("hunter2 1", 1)]
    [InlineData("set -x hunter2 1", 1)]
    [InlineData("set -gx hunter2 '1'", 1)]
    [InlineData("declare -x hunter2=\"1\"", 1)]
    [InlineData("export hunter2", 1)]
    [InlineData("hunter2: 1", 1)]
    [InlineData("[hunter2]\nA=1", 1)]
    [InlineData("\n\n-----BEGIN hunter2 KEY-----\nhunter2", 3)]
    [InlineData("{\"hunter2\":\"a=b\"}", 1)]
    [InlineData("hunter2+abc=", 1)]
    [InlineData("hunter2/abc==", 1)]
    [InlineData("A=1\nhunter2==", 2)]
    [InlineData("aHVudGVyMjEyMzQ=\nA=1", 1)]
    [InlineData("aHVudGVyMjEyMzQ=\r\nA=1", 1)]
    [InlineData("aHVudGVyM_hunter2-k9XwTqLzPbNcVdRfGhJiKoLp1=", 1)]
    // Names.
    [InlineData("=hunter2", 1)]
    [InlineData(" = hunter2", 1)]
    [InlineData("1hunter2=1", 1)]
    [InlineData("-hunter2=1", 1)]
    [InlineData("hunter2 b=1", 1)]
    [InlineData("h\u00FCnter2=1", 1)]
    [InlineData("hunter2\u001b=1", 1)]
    [InlineData("'hunter2'=1", 1)]
    // Quotes.
    [InlineData("A=1\nB='hunter2", 2)]
    [InlineData("A=1\nB=\"hunter2\\\"\nC=3", 2)]
    [InlineData("A=\"hunter2\"x", 1)]
    [InlineData("A='hunter2''x'", 1)]
    [InlineData("A='it\\'s hunter2'", 1)]
    [InlineData("A='one\ntwo' hunter2\nB=1", 1)]
    [InlineData("A='one\ntwo'\nhunter2", 3)]
    // Characters that no variable can contain.
    [InlineData("A=1\nB=hunter2\0", 2)]
    [InlineData("A='\nhunter2\0'", 1)]
    public void Parse_AnotherFormat_NamesTheLineAndShowsNoText(string text, int line)
    {
        VariableTextException error = Should.Throw<VariableTextException>(() => DotenvReader.Parse(text));

        error.Line.ShouldBe(line);
        error.Message.ShouldNotContain("hunter2", Case.Insensitive);
        error.Message.ShouldNotContain("aHV");
    }

    [Theory]
    [InlineData("A=1\nB='2'\nC=\"3 \\x\"\n# export D=1\nE=a#b\nF='\\n'", "")]
    [InlineData("A=1\nexport B=2", "2 Export")]
    [InlineData("A=1 # one\nB='2' # two", "1 Comment|2 Comment")]
    [InlineData("\nA=\"a\\tb\"", "2 Escape")]
    [InlineData("A='1\n2'\nexport B=\"\\$\n\" # x", "1 SeveralLines|3 Export|3 Escape|3 SeveralLines|3 Comment")]
    public void Parse_WhatTheReferenceReadsDifferently_IsReported(string text, string expected) =>
        string.Join('|', DotenvReader.Parse(text).Differences.Select(found => $"{found.Line} {found.Kind}"))
            .ShouldBe(expected);

    [Fact]
    public void Parse_ManyLines_TakesLinearTime()
    {
        // This would take more than a second if each line were searched from the beginning of the text.
        string text = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"A{i}=\"it's {i}\\n\"\n"));

        DotenvReader.Parse(text).Variables.Count.ShouldBe(200_000);
        DotenvReader.Parse($"A='{new string('x', 10_000_000)}'").Variables[0].Value.Length.ShouldBe(10_000_000);
    }
}
