using System.Management.Automation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet;

namespace Other;

/// <summary>Reads YAML with one library and writes it with the other: both have to be this module's own.</summary>
[Cmdlet(VerbsData.ConvertFrom, "OtherYaml")]
[OutputType(typeof(string))]
public sealed class ConvertFromOtherYamlCommand : PSCmdlet
{
    /// <summary>Lines of <c>name: value</c>.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public string Yaml { get; set; } = "";

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var message = new Struct();
        foreach ((string name, string value) in FlatDeserializer.Read(Yaml))
        {
            message.Fields.Add(name, Value.ForString(value));
        }

        byte[] sent = message.ToByteArray();
        WriteObject(JsonFormatter.Default.Format(Struct.Parser.ParseFrom(sent)));
        WriteObject($"{typeof(Struct).Assembly.GetName().Version}");
        WriteObject($"{typeof(FlatDeserializer).Assembly.GetName().Version}");
    }
}
