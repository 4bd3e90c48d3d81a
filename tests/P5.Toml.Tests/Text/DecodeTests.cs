using System.Text;

namespace P5.Toml.Tests.Text;

public sealed class DecodeTests
{
    [Fact]
    public void Decode_ByteOrderMark_IsKept()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "a = 'é😀'"u8];

        string text = TomlParser.ParseStrict(TomlParser.Decode(bytes)).ToString();

        Encoding.UTF8.GetBytes(text).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x0A, 0x62, 0xFF, 0x63 }, 2, 2, "0xFF")]
    [InlineData(new byte[] { 0xC3, 0xA9, 0xC3, 0x28 }, 1, 2, "0xC3")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61, 0x80 }, 1, 2, "0x80")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 1, 1, "0xED")]
    [InlineData(new byte[] { 0x61, 0xE2, 0x82 }, 1, 2, "0xE2")]
    public void Decode_InvalidUtf8_TellsWhere(byte[] bytes, int line, int column, string offending)
    {
        TomlException error = Should.Throw<TomlException>(() => TomlParser.Decode(bytes));

        (error.Line, error.Column, error.Offending).ShouldBe((line, column, offending));
        error.Message.ShouldBe($"The file is not valid UTF-8: the byte {offending} cannot stand here. Save the file as UTF-8.");
    }
}
