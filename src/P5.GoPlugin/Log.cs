using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>What the host says in its log. Event ids never change their meaning.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Plugin {Plugin}: started as process {ProcessId}")]
    internal static partial void Started(this ILogger logger, string plugin, int processId);

    [LoggerMessage(2, LogLevel.Debug, "Plugin {Plugin}: connected to {Address}, protocol version {Version}, encrypted: {Encrypted}")]
    internal static partial void Connected(
        this ILogger logger, string plugin, string address, int version, bool encrypted);

    [LoggerMessage(3, LogLevel.Debug, "Plugin {Plugin}: process {ProcessId} ended with exit code {ExitCode}")]
    internal static partial void Ended(this ILogger logger, string plugin, int processId, int exitCode);

    [LoggerMessage(EventId = 4, Message = "Plugin {Plugin}: {Text}")]
    internal static partial void PluginWrote(this ILogger logger, LogLevel level, string plugin, string text);

    [LoggerMessage(5, LogLevel.Error, "Plugin {Plugin}: the caller's output callback failed")]
    internal static partial void SinkFailed(this ILogger logger, Exception failure, string plugin);

    [LoggerMessage(6, LogLevel.Debug, "Plugin {Plugin}: no output by way of the stdio service: {Reason}")]
    internal static partial void StdioEnded(this ILogger logger, string plugin, string reason);

    [LoggerMessage(7, LogLevel.Debug, "Plugin {Plugin}: did not take the request to shut down: {Reason}")]
    internal static partial void ShutdownRefused(this ILogger logger, string plugin, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Plugin {Plugin}: process {ProcessId} or one of its children could not be killed")]
    internal static partial void KillFailed(this ILogger logger, Exception failure, string plugin, int processId);

    [LoggerMessage(9, LogLevel.Warning, "Plugin {Plugin}: '{Path}' could not be deleted")]
    internal static partial void DeleteFailed(this ILogger logger, Exception failure, string plugin, string path);

    [LoggerMessage(10, LogLevel.Debug, "Plugin {Plugin}: a pipe was closed while other processes still held it")]
    internal static partial void PipeAbandoned(this ILogger logger, string plugin);

    [LoggerMessage(11, LogLevel.Warning, "Plugin {Plugin}: reading its output failed")]
    internal static partial void PipeFailed(this ILogger logger, Exception failure, string plugin);

    [LoggerMessage(12, LogLevel.Information, "Plugin {Command}: process {ProcessId}, left by the host {HostId} that was killed, was ended")]
    internal static partial void OrphanKilled(this ILogger logger, string command, int processId, int hostId);

    [LoggerMessage(13, LogLevel.Warning, "Plugin {Command}: process {ProcessId}, left by a host that was killed, could not be ended")]
    internal static partial void OrphanKillFailed(this ILogger logger, Exception failure, string command, int processId);

    [LoggerMessage(14, LogLevel.Warning, "The folder '{Path}' of another host's plugin could not be looked at or deleted")]
    internal static partial void OrphanFolderKept(this ILogger logger, Exception failure, string path);

    [LoggerMessage(15, LogLevel.Warning, "Plugin {Plugin}: it could not be noted that process {ProcessId} is to be ended should this host be killed")]
    internal static partial void NoteFailed(this ILogger logger, Exception failure, string plugin, int processId);

    [LoggerMessage(16, LogLevel.Debug, "Plugin {Plugin}: let go of process {ProcessId}, which is not this host's to end")]
    internal static partial void Detached(this ILogger logger, string plugin, int processId);

    [LoggerMessage(17, LogLevel.Error, "The caller's redactor failed, so a text of a plugin is not shown")]
    internal static partial void RedactorFailed(this ILogger logger, Exception failure);
}
