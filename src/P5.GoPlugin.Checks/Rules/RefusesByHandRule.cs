using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;

namespace P5.GoPlugin.Checks;

/// <summary>A plugin that is started without the magic cookie prints an explanation and exits.</summary>
internal sealed class RefusesByHandRule() : ConformanceRule(
    "RefusesByHand",
    "Refuses to run without a host",
    "At the start, compare the magic cookie's variable with its value. If they differ, print that this is a plugin and "
    + "exit with 1.",
    requires: null)
{
    private const string ProtocolVariables = "PLUGIN_";

    private const int MaxNotice = 64 * 1024;

    /// <summary>How long the pipes may outlive the process: a child of it can hold them open.</summary>
    private static readonly TimeSpan s_drainGrace = TimeSpan.FromMilliseconds(500);

    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        TimeProvider clock = session.Options.Plugin.TimeProvider;
        long start = clock.GetTimestamp();
        OwnedProcess child = Start(session);
        await using ConfiguredAsyncDisposable disposal = child.ConfigureAwait(false);
        var notice = new StringBuilder();
        var output = new StandardOutputReader(LinesOf(notice), clock);
        using var drained = new CancellationTokenSource();
        Task pipes = Task.WhenAll(
            output.RunAsync(child.StandardOutput, drained.Token),
            LinesOf(notice).ReadToEndAsync(child.StandardError, drained.Token));

        // A plugin that serves prints its handshake and does not end.
        Task<FirstLine> firstLine = output.FirstLine;
        Task time = Task.Delay(Timeout.Infinite, cancellationToken);
        await Task.WhenAny(child.Exited, firstLine, time).ConfigureAwait(false);
        if (!firstLine.IsCompleted || !IsHandshake(firstLine.Result.Text))
        {
            await Task.WhenAny(child.Exited, time).ConfigureAwait(false);
        }

        TimeSpan elapsed = clock.GetElapsedTime(start);
        bool ended = child.Exited.IsCompleted;
        child.Kill();
        int exitCode = await child.Exited.ConfigureAwait(false);
        drained.CancelAfter(s_drainGrace);
        await pipes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        string printed = firstLine.IsCompleted ? firstLine.Result.Text : "";
        return Judge(session, printed, notice.ToString(), ended ? exitCode : null, elapsed);
    }

    /// <param name="session">Redacts the plugin's texts.</param>
    /// <param name="printed">The first line on standard output; "" for none.</param>
    /// <param name="notice">The other output.</param>
    /// <param name="exitCode">The exit code; null if the process was killed.</param>
    /// <param name="elapsed">How long it ran.</param>
    private static RuleFinding Judge(
        ConformanceSession session, string printed, string notice, int? exitCode, TimeSpan elapsed)
    {
        string milliseconds = $"{elapsed.TotalMilliseconds:0} ms";
        return IsHandshake(printed) ? RuleFinding.Fail($"it printed a handshake after {milliseconds}, without a cookie")
            : exitCode is not { } code ? RuleFinding.Fail(
                $"it was still running after {elapsed.TotalSeconds:0.###} s and was killed")
            : code == 0 ? RuleFinding.Fail("it ended with the exit code 0, which means success")
            : new DirectRun(code, $"{printed}\n{notice}").Judge(session.Show, milliseconds);
    }

    private static OwnedProcess Start(ConformanceSession session)
    {
        PluginClientOptions options = session.Options.Plugin;
        try
        {
            return OwnedProcess.Start(
                session.Command,
                options.Arguments,
                options.WorkingDirectory,
                environment =>
                {
                    PluginEnvironment.Apply(environment, options, socketFolder: "", clientCertificatePem: null);
                    foreach (string name in environment.Keys.Where(IsOfTheProtocol).ToArray())
                    {
                        environment.Remove(name);
                    }
                },
                options.SocketRoot,
                mayLeaveChildren: false,
                options.Logger);
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw LaunchFailure.NotStarted(session.Command, failure);
        }

        bool IsOfTheProtocol(string name) =>
            name == options.Handshake.MagicCookieKey || name.StartsWith(ProtocolVariables, StringComparison.Ordinal);
    }

    private static bool IsHandshake(string line) => HandshakeLine.TryParse(line, out _, out _);

    private static LineStream LinesOf(StringBuilder notice) => new(piece =>
    {
        lock (notice)
        {
            if (notice.Length < MaxNotice)
            {
                notice.Append(piece.Text).Append(piece.EndsLine ? "\n" : "");
            }
        }
    });
}
