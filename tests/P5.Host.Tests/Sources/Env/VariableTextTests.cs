using System.Text;

namespace P5.Host.Tests;

public sealed class VariableTextTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData(" \r\n\t{\"A\":\"1\",\"B\":\"\"}\n", "A=1|B=")]
    [InlineData("{\"A\":2.50,\"B\":true,\"C\":false,\"D\":-1e3}", "A=2.50|B=true|C=false|D=-1e3")]
    [InlineData("{\"A\":\"one\\ntwo \\u00fc \\ud83c\\udf89\"}", "A=one\ntwo ü 🎉")]
    [InlineData("{\"A\":\"1\",\"A\":\"2\"}", "A=1|A=2")]
    // Not the form that AWS documents, so the members are variables.
    [InlineData("{\"AccessKeyId\":\"AKIA\",\"SecretAccessKey\":\"k==\"}", "AccessKeyId=AKIA|SecretAccessKey=k==")]
    [InlineData("{\"Version\":1,\"Name\":\"x\"}", "Version=1|Name=x")]
    [InlineData("{\"Version\":\"1\",\"AccessKeyId\":\"AKIA\"}", "Version=1|AccessKeyId=AKIA")]
    public void Parse_JsonObject_GivesItsMembers(string text, string expected) => Read(text).ShouldBe(expected);

    [Theory]
    [InlineData("{\"hunter2\":", 1)]
    [InlineData("{hunter2}", 1)]
    [InlineData("{\n\"A\":\"hunter2\"\n\"B\":1}", 3)]
    [InlineData("{\"A\":\"hunter2\",}", 1)]
    [InlineData("{}\nhunter2", 2)]
    [InlineData("{}{\"A\":\"hunter2\"}", 1)]
    [InlineData("{\n\n\"A\":null}", 3)]
    [InlineData("{\"A\":\"1\",\n\"hunter2\":{\"hunter2\":1}}", 2)]
    [InlineData("{\"A\":[\n\"hunter2\"]}", 1)]
    [InlineData("{\"A\":\"1\",\n\n\"hunter2 x\":\"2\"}", 3)]
    [InlineData("{\"hunter2=\":\"\"}", 1)]
    [InlineData("{\"\":\"hunter2\"}", 1)]
    [InlineData("{\"1hunter2\":\"\"}", 1)]
    [InlineData("{\n\"A\":\"hunter2 \\ud800\"}", 2)]
    [InlineData("{\n\"hunter2 \\ud800\":\"\"}", 2)]
    [InlineData("[\"hunter2=1\"]", 1)]
    public void Parse_OtherJson_NamesTheLineAndShowsNoText(string text, int line)
    {
        VariableTextException error = Should.Throw<VariableTextException>(() => Read(text));

        error.Line.ShouldBe(line);
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Parse_CredentialProcessOfAws_GivesItsVariablesAndExpiration()
    {
        VariableText text = Parse("""
            {
              "Version": 1,
              "AccessKeyId": "AKIA",
              "SecretAccessKey": "secret==",
              "SessionToken": "token",
              "Expiration": "2026-11-30T21:05:06+01:00",
              "AccountId": "123"
            }
            """);

        text.Variables.Select(pair => $"{pair.Key}={pair.Value}")
            .ShouldBe(["AWS_ACCESS_KEY_ID=AKIA", "AWS_SECRET_ACCESS_KEY=secret==", "AWS_SESSION_TOKEN=token"]);
        text.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 11, 30, 20, 5, 6, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("")]
    [InlineData(", \"SessionToken\": null, \"Expiration\": \"\"")]
    public void Parse_LongTermKeysOfAws_NeverExpire(string more)
    {
        VariableText text = Parse($$"""{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret"{{more}}}""");

        text.Variables.Select(pair => pair.Key).ShouldBe(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
        text.ExpiresAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"Version\":2,\"SecretAccessKey\":\"hunter2\"", "only version 1")]
    [InlineData("\"Version\":1", "SecretAccessKey is missing")]
    [InlineData("\"Version\":1,\"SecretAccessKey\":\"\"", "SecretAccessKey is missing")]
    [InlineData("\"Version\":1,\"SecretAccessKey\":7", "SecretAccessKey is not text")]
    [InlineData("\"Version\":1,\"SecretAccessKey\":\"hunter2\",\"SessionToken\":{}", "SessionToken is not text")]
    [InlineData("\"Version\":1,\"SecretAccessKey\":\"hunter2\",\"Expiration\":\"hunter2\"", "Expiration is not a time")]
    public void Parse_InvalidCredentialOfAws_NamesTheProblem(string members, string problem)
    {
        VariableTextException error =
            Should.Throw<VariableTextException>(() => Parse($"{{\"AccessKeyId\":\"AKIA\",{members}}}"));

        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'A', (byte)'=', 0xC3, 0xBC }, "A=ü")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "")]
    [InlineData(new byte[] { (byte)'A', (byte)'=', 0xEF, 0xBF, 0xBD }, "A=\uFFFD")]
    public void Parse_Utf8_ReadsItWithOrWithoutByteOrderMark(byte[] bytes, string expected) =>
        Join(VariableText.Parse(bytes)).ShouldBe(expected);

    [Theory]
    [InlineData(new byte[] { (byte)'A', (byte)'=', 0xFC }, 1, "UTF-8")]
    [InlineData(new byte[] { (byte)'A', (byte)'=', (byte)'1', (byte)'\n', (byte)'B', (byte)'=', 0xC3 }, 2, "UTF-8")]
    [InlineData(new byte[] { (byte)'{', (byte)'\n', (byte)'\n', 0xE2, 0x82, (byte)'}' }, 3, "UTF-8")]
    [InlineData(new byte[] { (byte)'A', (byte)'=', 0xED, 0xA0, 0x80 }, 1, "UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'A', 0, (byte)'=', 0 }, 1, "UTF-16")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'A', 0, (byte)'=' }, 1, "UTF-16")]
    [InlineData(new byte[] { (byte)'A', 0, (byte)'=', 0, (byte)'1', 0 }, 1, "NUL")]
    public void Parse_OtherBytes_NamesTheLine(byte[] bytes, int line, string problem)
    {
        VariableTextException error = Should.Throw<VariableTextException>(() => VariableText.Parse(bytes));

        error.Line.ShouldBe(line);
        error.Message.ShouldContain(problem);
    }

    private static VariableText Parse(string text) => VariableText.Parse(Encoding.UTF8.GetBytes(text));

    private static string Read(string text) => Join(Parse(text));

    private static string Join(VariableText text) =>
        string.Join('|', text.Variables.Select(pair => $"{pair.Key}={pair.Value}"));
}
