using System.Diagnostics;
using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>Connects to a plugin that another program started.</summary>
internal sealed class PluginAttacher(PluginClientOptions options, ReattachConfig config)
{
    private readonly AttachedHandle _plugin = new(options, config);

    internal async Task<PluginConnection> AttachAsync(CancellationToken cancellationToken)
    {
        config.Validate();
        int version = ChooseVersion();
        if (!PluginAddress.TryParse(config.Network, config.Address, out PluginAddress? address, out string? problem))
        {
            throw new PluginAttachException(
                $"The host cannot connect to the plugin {_plugin.Title}: {problem}.",
                _plugin.Failure(
                    "Set the network and the address that the plugin announces: a unix socket, or TCP on 127.0.0.1."));
        }

        var connector = new PluginConnector(
            address, hostCertificate: null, pluginCertificate: null, options.TimeProvider);
        Stream opened;
        try
        {
            opened = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new PluginAttachException(
                $"The host cannot connect to the plugin {_plugin.Title}: {WhyUnreachable(failure)}.",
                _plugin.Failure(_plugin.AfterCrash),
                failure);
        }

        options.Logger.Connected(_plugin.Name, address.ToString(), version, encrypted: false);
        return new PluginConnection(_plugin, version, new PluginChannel(connector, options, opened), connector);
    }

    private int ChooseVersion()
    {
        if (config.Protocol != GoPluginProtocol.Grpc)
        {
            string spoken = SafeText.Truncate(config.Protocol);
            throw new PluginProtocolException(
                $"The plugin {_plugin.Title} uses the protocol '{spoken}'; this host supports only "
                + $"'{GoPluginProtocol.Grpc}'.",
                _plugin.Failure("Attach to a plugin that serves gRPC. If it does, correct its Protocol."),
                GoPluginProtocol.Grpc,
                spoken);
        }

        int version = config.ProtocolVersion ?? options.Handshake.ProtocolVersions.Max();
        if (!options.Handshake.ProtocolVersions.Contains(version))
        {
            string offered = options.Handshake.FormatVersions(", ");
            throw new PluginProtocolException(
                $"The plugin {_plugin.Title} uses version {version} of the application's protocol; this host supports "
                + $"{offered}.",
                _plugin.Failure("Attach to a version that fits this host. If it does, correct its ProtocolVersion."),
                offered,
                $"{version}");
        }

        return version;
    }

    private string WhyUnreachable(Exception failure)
    {
        if (failure is not SocketException)
        {
            return failure.Message.TrimEnd('.');
        }

        try
        {
            using var process = Process.GetProcessById(config.ProcessId);
            return $"nothing is listening there ({failure.Message})";
        }
        catch (ArgumentException)
        {
            return "its process has ended";
        }
    }
}
