using System.Text;
using System.Text.Json;

namespace P5.Plugin;

/// <summary>
/// Formats the text with which hosts attach to a plugin that they did not start: the variable
/// <c>P5_REATTACH_PLUGINS</c>, in Terraform's format.
/// </summary>
internal static class ReattachNotice
{
    private const string VariableName = "P5_REATTACH_PLUGINS";

    /// <param name="name">The plugin's name.</param>
    /// <param name="isForP5">Whether p5 is the host. How other hosts get the value is not known.</param>
    /// <param name="processId">The plugin's process.</param>
    /// <param name="handshake">The plugin's version and address.</param>
    /// <returns>Whole lines.</returns>
    public static string Format(string name, bool isForP5, int processId, HandshakeLine handshake)
    {
        string json = FormatJson(name, processId, handshake);
        string intro = $"Plugin '{name}' waits for hosts as process {processId}. Ctrl+C ends it.";
        return !isForP5
            ? $"""
            {intro} Hosts attach with:

                {json}

            """
            : $"""
            {intro} Set this where P5 runs, in PowerShell:

                $env:{VariableName} = '{json}'

            or in sh, bash or zsh:

                export {VariableName}='{json}'

            If the plugin has another name in p5.toml, use that one instead of {name}.

            """;
    }

    /// <summary>
    /// Formats the variable's value. It contains no character that ends a single-quoted string in any shell.
    /// </summary>
    internal static string FormatJson(string name, int processId, HandshakeLine handshake)
    {
        using var json = new MemoryStream();

        // The writer escapes all quotes, of which PowerShell has several, and all characters that are not ASCII.
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(name);
            writer.WriteString("Protocol", handshake.Protocol);
            writer.WriteNumber("ProtocolVersion", handshake.AppVersion);
            writer.WriteNumber("Pid", processId);
            writer.WriteBoolean("Test", true);
            writer.WriteStartObject("Addr");
            writer.WriteString("Network", handshake.Network);
            writer.WriteString("String", handshake.Address);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.ASCII.GetString(json.ToArray());
    }
}
