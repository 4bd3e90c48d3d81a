namespace P5.GoPlugin.Tests;

public sealed class ReattachConfigTests
{
    [Fact]
    public void Parse_AsTerraformWritesIt_IsRead() =>
        ReattachConfig.Parse(
            """
            {"a": {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": 12, "Test": true,
                   "Addr": {"Network": "unix", "String": "/tmp/plugin1"}},
             "A": {"protocol": "grpc", "pid": 13, "Other": [],
                   "addr": {"network": "tcp", "string": "127.0.0.1:80"}}}
            """).ShouldBe(
            new Dictionary<string, ReattachConfig>
            {
                ["a"] = new("grpc", "unix", "/tmp/plugin1", 12, 5),
                ["A"] = new("grpc", "tcp", "127.0.0.1:80", 13, null),
            },
            ignoreOrder: true);

    [Fact]
    public void Parse_NoPlugin_IsEmpty() => ReattachConfig.Parse("{}").ShouldBeEmpty();

    [Theory]
    [InlineData("", "it is not valid JSON at line 1, character 1")]
    [InlineData("{\"a\": oops}", "it is not valid JSON at line 1, character 7")]
    [InlineData("[]", "it is not an object with a member for each plugin")]
    [InlineData("{\"a\": 5}", "'a' is not an object with Protocol, Pid and Addr")]
    [InlineData("{\"a\": {}}", "'a' has no Addr")]
    [InlineData("{\"a\": {\"Addr\": \"/tmp/x\"}}", "Addr of 'a' is not an object with Network and String")]
    [InlineData("{\"a\": {\"Addr\": {}}}", "'a' has no Protocol")]
    [InlineData("{\"a\": {\"Protocol\": \"grpc\", \"Addr\": {}}}", "Addr of 'a' has no Network")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Addr\": {\"Network\": 1}}}", "Network of Addr of 'a' is not a string")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Addr\": {\"Network\": \"unix\", \"String\": \"/x\"}}}", "'a' has no Pid")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Pid\": 0, \"Addr\": {\"Network\": \"unix\", \"String\": \"/x\"}}}",
        "Pid of 'a' is not a whole number above 0")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Pid\": \"1\", \"Addr\": {\"Network\": \"unix\", \"String\": \"/x\"}}}",
        "Pid of 'a' is not a whole number above 0")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Pid\": 1, \"ProtocolVersion\": 1.5, \"Addr\": {\"Network\": "
        + "\"unix\", \"String\": \"/x\"}}}",
        "ProtocolVersion of 'a' is not a whole number above 0")]
    [InlineData(
        "{\"a\": {\"Protocol\": \"grpc\", \"Pid\": 1, \"Addr\": {\"Network\": \"unix\", \"String\": "
        + "\"\\ud800\"}}}",
        "it contains half of a surrogate pair, which is not a character")]
    [InlineData("{\"\\ud800\": {}}", "it contains half of a surrogate pair, which is not a character")]
    public void Parse_SomethingElse_SaysWhatAndWhere(string json, string problem) =>
        Should.Throw<FormatException>(() => ReattachConfig.Parse(json)).Message.ShouldBe(problem);

    // A value of an attribute cannot contain it.
    [Fact]
    public void Parse_HalfASurrogatePairInTheTextItself_SaysSo() =>
        Should.Throw<FormatException>(() => ReattachConfig.Parse($"{{\"{'\ud800'}\": {{}}}}")).Message
            .ShouldBe("it contains half of a surrogate pair, which is not a character");
}
