namespace P5.Interop.Tests;

/// <summary>What a run of the Go host gave.</summary>
/// <param name="ExitCode">0 where the plugin answered.</param>
/// <param name="Output">The answer and how the plugin ended, as JSON.</param>
/// <param name="Log">hclog's lines, the host's own and the plugin's; and the host's error.</param>
internal sealed record GoHostRun(int ExitCode, string Output, string Log);
