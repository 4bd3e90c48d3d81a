using System.Text;
using System.Text.Json;

namespace P5.Plugin.Startup;

/// <summary>
/// What a plugin prints to be found by hosts that did not start it: the variable <c>P5_REATTACH_PLUGINS</c>, in the
/// shape that Terraform made common.
/// </summary>
internal static class ReattachNotice
{
    private const string VariableName = "P5_REATTACH_PLUGINS";

    /// <summary>Makes the notice, whole lines.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <param name="processId">Its process.</param>
    /// <param name="address">Where it listens.</param>
    public static string Format(string name, int processId, ListenAddress address)
    {
        string json = FormatJson(name, processId, address);
        return $"""
            Plugin '{name}' waits for hosts as process {processId}. Ctrl+C ends it. Set this where P5 runs, in PowerShell:

                $env:{VariableName} = '{json}'

            or in sh, bash or zsh:

                export {VariableName}='{json}'

            If p5.toml has the plugin under another name, write that one instead of {name}.

            """;
    }

    /// <summary>The variable's value. No character of it ends a text in single quotes, whatever the shell.</summary>
    internal static string FormatJson(string name, int processId, ListenAddress address)
    {
        using var json = new MemoryStream();

        // The writer's own escaping leaves neither quotes, which PowerShell knows several of, nor letters that a
        // terminal could garble.
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            writer.WriteString("Protocol", "grpc");
            writer.WriteNumber("ProtocolVersion", HandshakeLine.AppProtocolVersion);
            writer.WriteNumber("Pid", processId);
            writer.WriteBoolean("Test", true);
            writer.WriteStartObject("Addr");
            writer.WriteString("Network", address.Network);
            writer.WriteString("String", address.Address);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.ASCII.GetString(json.ToArray());
    }
}
