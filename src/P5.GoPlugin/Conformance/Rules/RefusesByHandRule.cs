using System.ComponentModel;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Started by a person, without the magic cookie, a plugin explains itself and ends.</summary>
internal sealed class RefusesByHandRule() : ConformanceRule(
    "RefusesByHand",
    "Refuses to run by hand",
    "At the start, compare the magic cookie's variable with its value; where they differ, print a line that says that this is a plugin, and exit with 1.",
    requires: null)
{
    private const string ProtocolVariables = "PLUGIN_";

    private const int MaxNotice = 64 * 1024;

    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        PluginClientOptions options = session.Options.Plugin;
        long start = options.TimeProvider.GetTimestamp();
        using ChildProcess child = Start(session);
        var notice = new StringBuilder();
        var output = new StandardOutputReader(Lines(notice), options.TimeProvider);
        using var drained = new CancellationTokenSource();
        Task pipes = Task.WhenAll(
            output.RunAsync(child.StandardOutput, drained.Token),
            DrainAsync(child.StandardError, Lines(notice), drained.Token));
        try
        {
            // One that serves says so at once; there is no need to wait for an end that does not come.
            Task<FirstLine> firstLine = output.FirstLine;
            Task time = Task.Delay(Timeout.Infinite, cancellationToken);
            await Task.WhenAny(child.Exited, firstLine, time).ConfigureAwait(false);
            if (!firstLine.IsCompleted || !IsHandshake(firstLine.Result.Text))
            {
                await Task.WhenAny(child.Exited, time).ConfigureAwait(false);
            }

            TimeSpan elapsed = options.TimeProvider.GetElapsedTime(start);
            bool ended = child.Exited.IsCompleted;
            child.KillTree();
            int exitCode = await child.Exited.ConfigureAwait(false);
            drained.CancelAfter(TimeSpan.FromMilliseconds(500)); // something that it started may hold them open
            await pipes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            string printed = firstLine.IsCompleted ? firstLine.Result.Text : "";
            return IsHandshake(printed) ? RuleFinding.Fail($"it printed a handshake after {elapsed.TotalMilliseconds:0} ms, though nobody invited it")
                : !ended ? RuleFinding.Fail($"it still ran after {elapsed.TotalSeconds:0.###} s and was killed")
                : exitCode == 0 ? RuleFinding.Fail("it ended with the exit code 0, as if all were well")
                : Judge(session, exitCode, elapsed, printed.Length > 0 ? printed : notice.ToString());
        }
        finally
        {
            child.KillTree();
        }
    }

    private static RuleFinding Judge(ConformanceSession session, int exitCode, TimeSpan elapsed, string notice)
    {
        string said = notice.Trim().Split('\n')[0];
        return said.Length == 0
            ? RuleFinding.Fail($"it ended with the exit code {exitCode} without a word")
            : RuleFinding.Pass($"ended with the exit code {exitCode} after {elapsed.TotalMilliseconds:0} ms and said '{session.Show(said)}'");
    }

    private static ChildProcess Start(ConformanceSession session)
    {
        PluginClientOptions options = session.Options.Plugin;
        try
        {
            return ChildProcess.Start(
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
                });
        }
        catch (Win32Exception failure)
        {
            throw new PluginStartException(
                $"It cannot be started: {new Win32Exception(failure.NativeErrorCode).Message}",
                new PluginFailure(session.Command, "Check that the file is a program for this machine, or a script with a #! line whose interpreter exists."),
                failure);
        }

        bool IsOfTheProtocol(string name) =>
            name == options.Handshake.MagicCookieKey || name.StartsWith(ProtocolVariables, StringComparison.Ordinal);
    }

    private static bool IsHandshake(string line) => HandshakeLine.TryParse(line, out _, out _);

    private static TextChannel Lines(StringBuilder notice) => new(piece =>
    {
        lock (notice)
        {
            if (notice.Length < MaxNotice)
            {
                notice.Append(piece.Text).Append(piece.EndsLine ? "\n" : "");
            }
        }
    });

    private static async Task DrainAsync(Stream stream, TextChannel channel, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            channel.Append(buffer.AsSpan(0, read));
        }

        channel.Finish();
    }
}
