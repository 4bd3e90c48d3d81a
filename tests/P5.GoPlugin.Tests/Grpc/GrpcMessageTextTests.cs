namespace P5.GoPlugin.Tests;

public sealed class GrpcMessageTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text", "plain text")]
    [InlineData("a%20b%25", "a b%")]
    [InlineData("no %E2%80%93 way", "no – way")]
    [InlineData("lower %e2%80%93 case", "lower – case")]
    [InlineData("line%0Aline", "line\nline")]
    // Not escapes: left as they are.
    [InlineData("100%", "100%")]
    [InlineData("100% sure", "100% sure")]
    [InlineData("%G0%4", "%G0%4")]
    [InlineData("%%41", "%A")]
    // Bytes that are no UTF-8.
    [InlineData("%FF!", "\uFFFD!")]
    // Sent unescaped against the rules.
    [InlineData("é%21", "é!")]
    public void Decode_Text_IsDecoded(string encoded, string decoded) =>
        GrpcMessageText.Decode(encoded).ShouldBe(decoded);
}
