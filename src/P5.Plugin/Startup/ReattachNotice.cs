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
    /// <param name="isForP5">Whether p5 is its host; where others have the value of the variable is not known.</param>
    /// <param name="protocolVersion">The version of the application's protocol.</param>
    /// <param name="processId">Its process.</param>
    /// <param name="address">Where it listens.</param>
    public static string Format(
        string name, bool isForP5, int protocolVersion, int processId, ListenAddress address)
    {
        string json = FormatJson(name, protocolVersion, processId, address);
        return !isForP5
            ? $"""
            Plugin '{name}' waits for hosts as process {processId}. Ctrl+C ends it. This leads a host to it:

                {json}

            """
            : $"""
            Plugin '{name}' waits for hosts as process {processId}. Ctrl+C ends it. Set this where P5 runs, in PowerShell:

                $env:{VariableName} = '{json}'

            or in sh, bash or zsh:

                export {VariableName}='{json}'

            If p5.toml has the plugin under another name, write that one instead of {name}.

            """;
    }

    /// <summary>The variable's value. No character of it ends a text in single quotes, whatever the shell.</summary>
    internal static string FormatJson(string name, int protocolVersion, int processId, ListenAddress address)
    {
        using var json = new MemoryStream();

        // The writer's own escaping leaves neither quotes, which PowerShell knows several of, nor letters that a
        // terminal could garble.
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            writer.WriteString("Protocol", "grpc");
            writer.WriteNumber("ProtocolVersion", protocolVersion);
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
