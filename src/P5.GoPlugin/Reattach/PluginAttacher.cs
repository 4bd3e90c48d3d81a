using System.Diagnostics;
using System.Net.Sockets;

namespace P5.GoPlugin;

/// <summary>Connects to a plugin that somebody else started.</summary>
internal sealed class PluginAttacher(PluginClientOptions options, ReattachConfig config)
{
    private readonly AttachedRun _run = new(options, config);

    internal async Task<LaunchedPlugin> AttachAsync(CancellationToken cancellationToken)
    {
        int version = ChooseVersion();
        if (!PluginAddress.TryParse(config.Network, config.Address, out PluginAddress? address, out string? problem))
        {
            throw new PluginAttachException(
                $"The plugin {_run.Title} cannot be connected to: {problem}.",
                _run.Failure("Give the network and the address that it says it listens on: a unix socket, or TCP on 127.0.0.1."));
        }

        var connector = new PluginConnector(address, hostCertificate: null, pluginCertificate: null);
        Stream opened;
        try
        {
            opened = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            throw new PluginAttachException(
                $"The plugin {_run.Title} cannot be connected to: {WhyUnreachable(failure)}.",
                _run.Failure(_run.AfterCrash),
                failure);
        }

        options.Logger.Connected(_run.Name, address.ToString(), version, encrypted: false);
        return new LaunchedPlugin(_run, version, new PluginChannel(connector, options, opened), connector);
    }

    private int ChooseVersion()
    {
        if (config.Protocol != PluginLauncher.GrpcProtocol)
        {
            string spoken = Printable.Shorten(config.Protocol);
            throw new PluginProtocolException(
                $"The plugin {_run.Title} speaks '{spoken}', and this host '{PluginLauncher.GrpcProtocol}' only.",
                _run.Failure("Attach to a plugin that serves gRPC; correct its Protocol if it does."),
                PluginLauncher.GrpcProtocol,
                spoken);
        }

        int version = config.ProtocolVersion ?? options.Handshake.ProtocolVersions.Max();
        if (!options.Handshake.ProtocolVersions.Contains(version))
        {
            string offered = options.Handshake.FormatVersions(", ");
            throw new PluginProtocolException(
                $"The plugin {_run.Title} speaks version {version} of the application's protocol, and this host {offered}.",
                _run.Failure("Attach to a version of the plugin that fits this host; correct its ProtocolVersion if it does."),
                offered,
                $"{version}");
        }

        return version;
    }

    private string WhyUnreachable(SocketException failure)
    {
        try
        {
            using var process = Process.GetProcessById(config.ProcessId);
            return $"nobody listens there ({failure.Message})";
        }
        catch (ArgumentException)
        {
            return "there is no such process any more";
        }
    }
}
