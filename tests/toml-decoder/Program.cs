using P5.Toml;
using P5.Toml.Tests.Conformance;

using var input = new MemoryStream();
await Console.OpenStandardInput().CopyToAsync(input);
try
{
    TomlTable table = TomlParser.ParseStrict(TomlParser.Decode(input.ToArray())).ToTable();
    Console.Out.WriteLine(TaggedJson.Encode(table).ToJsonString());
    return 0;
}
catch (TomlException exception)
{
    // What toml-test expects of a text that is not valid.
    Console.Error.WriteLine($"{exception.Line}:{exception.Column}: {exception.Message}");
    return 1;
}
