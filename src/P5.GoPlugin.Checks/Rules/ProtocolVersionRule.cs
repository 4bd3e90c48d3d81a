namespace P5.GoPlugin.Checks;

/// <summary>Core version 1, an application version that the host offered, and gRPC.</summary>
internal sealed class ProtocolVersionRule() : ConformanceRule(
    RuleId,
    "Uses a protocol of the host",
    "Start the handshake with 1 and one of the versions in PLUGIN_PROTOCOL_VERSIONS, and set its fifth field to grpc. "
    + "On HashiCorp's library, set GRPCServer in ServeConfig.",
    HandshakeRule.RuleId)
{
    internal const string RuleId = "ProtocolVersion";

    internal override Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        HandshakeLine line = session.Plugin!.Handshake!;
        IReadOnlyList<int> offered = session.Options.Plugin.Handshake.ProtocolVersions;
        string versions = string.Join(", ", offered);
        return Task.FromResult(
            line.CoreVersion != GoPluginProtocol.CoreVersion
                ? RuleFinding.Fail($"core version {line.CoreVersion} instead of {GoPluginProtocol.CoreVersion}")
            : !offered.Contains(line.AppVersion)
                ? RuleFinding.Fail($"application version {line.AppVersion}, but the host offered {versions}")
            : line.Protocol != GoPluginProtocol.Grpc
                ? RuleFinding.Fail($"protocol '{session.Show(line.Protocol)}' instead of {GoPluginProtocol.Grpc}")
            : RuleFinding.Pass(
                $"core version {line.CoreVersion}, application version {line.AppVersion} of {versions}, grpc"));
    }
}
