namespace P5.GoPlugin;

/// <summary>A plugin that the host is connected to.</summary>
/// <param name="Run">The plugin itself.</param>
/// <param name="ProtocolVersion">The version of the application's protocol that it chose.</param>
/// <param name="Channel">The connection.</param>
/// <param name="Connector">What opens the connection; owns the host's certificate.</param>
internal sealed record LaunchedPlugin(
    IPluginRun Run, int ProtocolVersion, PluginChannel Channel, PluginConnector Connector);
