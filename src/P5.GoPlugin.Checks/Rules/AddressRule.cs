namespace P5.GoPlugin.Checks;

/// <summary>The plugin listens at the announced address, and the address is one that the host allows.</summary>
internal sealed class AddressRule() : ConformanceRule(
    RuleId,
    "Listens at an allowed address",
    "Listen on a unix socket in the folder PLUGIN_UNIX_SOCKET_DIR; on Windows, on 127.0.0.1 with a port from "
    + "PLUGIN_MIN_PORT to PLUGIN_MAX_PORT. Listen first, then print the handshake.",
    ProtocolVersionRule.RuleId)
{
    internal const string RuleId = "Address";

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = session.Plugin!;
        await plugin.ConnectAsync(cancellationToken).ConfigureAwait(false);
        PluginAddress address = plugin.Connector!.Address;
        return address.SocketPath is { } socket
            ? JudgeSocket(session, plugin, socket)
            : JudgePort(session.Options.Plugin, address);
    }

    private static RuleFinding JudgeSocket(ConformanceSession session, ObservedPlugin plugin, string socket)
    {
        string folder = plugin.Handle.SocketFolder;
        if (Path.GetDirectoryName(Path.GetFullPath(socket)) == folder)
        {
            return RuleFinding.Pass($"the unix socket '{Path.GetFileName(socket)}' in the folder that it was given");
        }

        string shown = session.Show(socket);
        return OldLibrarySocket.Is(socket)
            ? RuleFinding.Pass(
                $"the unix socket '{shown}' in the temporary folder, as with HashiCorp's library before 1.5",
                "Build the plugin on version 1.5 of the library or later: its socket is then in a private folder.")
            : RuleFinding.Fail($"the unix socket '{shown}' is outside the folder that it was given");
    }

    private static RuleFinding JudgePort(PluginClientOptions options, PluginAddress address)
    {
        string range = $"{options.MinPort} to {options.MaxPort}";
        return address.Port >= options.MinPort && address.Port <= options.MaxPort
            ? RuleFinding.Pass($"{address}, within the ports {range}")
            : RuleFinding.Fail($"{address} is outside the ports {range} that it was given");
    }
}
