namespace P5.GoPlugin;

/// <summary>Core version 1, an application version that the host offered, and gRPC.</summary>
internal sealed class ProtocolVersionRule() : ConformanceRule(
    RuleId,
    "Speaks the host's protocol",
    "Begin the handshake with 1 and one of the versions in PLUGIN_PROTOCOL_VERSIONS, and let its fifth field be grpc; with HashiCorp's library, set GRPCServer in ServeConfig.",
    HandshakeRule.RuleId)
{
    internal const string RuleId = "ProtocolVersion";

    internal override Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        HandshakeLine line = session.Plugin!.Handshake!;
        IReadOnlyList<int> offered = session.Options.Plugin.Handshake.ProtocolVersions;
        string versions = string.Join(", ", offered);
        return Task.FromResult(
            line.CoreVersion != PluginLauncher.CoreVersion
                ? RuleFinding.Fail($"core version {line.CoreVersion} instead of {PluginLauncher.CoreVersion}")
            : !offered.Contains(line.AppVersion)
                ? RuleFinding.Fail($"application version {line.AppVersion}, where {versions} was offered")
            : line.Protocol != PluginLauncher.GrpcProtocol
                ? RuleFinding.Fail($"protocol '{session.Show(line.Protocol)}' instead of {PluginLauncher.GrpcProtocol}")
            : RuleFinding.Pass($"core version {line.CoreVersion}, application version {line.AppVersion} of {versions}, {line.Protocol}"));
    }
}
