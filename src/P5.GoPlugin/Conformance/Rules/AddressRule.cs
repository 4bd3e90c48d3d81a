namespace P5.GoPlugin;

/// <summary>The plugin listens where the handshake says, and that is where a host lets it.</summary>
internal sealed class AddressRule() : ConformanceRule(
    RuleId,
    "Listens where it may",
    "Listen on a unix socket in the folder PLUGIN_UNIX_SOCKET_DIR; on Windows, on 127.0.0.1 with a port from PLUGIN_MIN_PORT to PLUGIN_MAX_PORT. Listen first, then print the handshake.",
    ProtocolVersionRule.RuleId)
{
    internal const string RuleId = "Address";

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
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
        string folder = plugin.Run.SocketFolder;
        return Path.GetDirectoryName(Path.GetFullPath(socket)) == folder
            ? RuleFinding.Pass($"the unix socket '{Path.GetFileName(socket)}' in the folder that it was given")
            : PluginRun.IsOldLibrarysSocket(socket)
            ? RuleFinding.Pass(
                $"the unix socket '{session.Show(socket)}' in the temporary folder, as HashiCorp's library before 1.5 has it",
                "Build the plugin on version 1.5 of the library or a later one: its socket then lies where only this user can enter.")
            : RuleFinding.Fail($"the unix socket '{session.Show(socket)}' is outside the folder that it was given");
    }

    private static RuleFinding JudgePort(PluginClientOptions options, PluginAddress address)
    {
        string range = $"{options.MinPort} to {options.MaxPort}";
        return address.Port >= options.MinPort && address.Port <= options.MaxPort
            ? RuleFinding.Pass($"{address}, within the ports {range}")
            : RuleFinding.Fail($"{address} is outside the ports {range} that it was given");
    }
}
