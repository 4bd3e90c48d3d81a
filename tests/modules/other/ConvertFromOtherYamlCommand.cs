using System.Diagnostics;
using System.Management.Automation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using SharpYaml.Serialization;
using Tomlyn;

namespace Other;

/// <summary>Uses each library that P5 brings too, all of which have to be this module's own.</summary>
[Cmdlet(VerbsData.ConvertFrom, "OtherYaml")]
[OutputType(typeof(string))]
public sealed class ConvertFromOtherYamlCommand : PSCmdlet
{
    /// <summary>Lines of <c>name: value</c>.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public string Yaml { get; set; } = "";

    /// <summary>Writes the values as JSON and as TOML, a channel's target, and the version of each library.</summary>
    protected override void EndProcessing()
    {
        Dictionary<string, string> values = new Serializer().Deserialize<Dictionary<string, string>>(Yaml)!;
        var message = new Struct();
        foreach ((string name, string value) in values)
        {
            message.Fields.Add(name, Value.ForString(value));
        }

        WriteObject(JsonFormatter.Default.Format(Struct.Parser.ParseFrom(message.ToByteArray())));
        WriteObject(FlatSerializer.Write(values));
        using (var channel = GrpcChannel.ForAddress("http://localhost:1"))
        {
            WriteObject(channel.Target);
        }

        System.Type[] types = [typeof(Struct), typeof(GrpcChannel), typeof(Serializer), typeof(FlatSerializer)];
        foreach (System.Type type in types)
        {
            // Not the assembly's version, which is 2.0.0.0 for every Grpc.Net.Client.
            WriteObject(FileVersionInfo.GetVersionInfo(type.Assembly.Location).FileVersion);
        }
    }
}
