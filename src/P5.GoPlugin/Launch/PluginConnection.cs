namespace P5.GoPlugin;

/// <summary>A plugin that the host is connected to.</summary>
/// <param name="Plugin">The plugin itself.</param>
/// <param name="ProtocolVersion">The version of the application's protocol that the plugin chose.</param>
/// <param name="Channel">The connection.</param>
/// <param name="Connector">Opens the connection; owns the host's certificate.</param>
internal sealed record PluginConnection(
    IPluginHandle Plugin, int ProtocolVersion, PluginChannel Channel, PluginConnector Connector);
