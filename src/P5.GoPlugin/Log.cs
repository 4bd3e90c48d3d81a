using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>The host's log messages. Event ids never change their meaning; 12 and 13 are retired.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Plugin {Plugin}: started as process {ProcessId}")]
    internal static partial void Started(this ILogger logger, string plugin, int processId);

    [LoggerMessage(
        2,
        LogLevel.Debug,
        "Plugin {Plugin}: connected to {Address}, protocol version {Version}, encrypted: {Encrypted}")]
    internal static partial void Connected(
        this ILogger logger, string plugin, string address, int version, bool encrypted);

    [LoggerMessage(3, LogLevel.Debug, "Plugin {Plugin}: process {ProcessId} ended with exit code {ExitCode}")]
    internal static partial void Ended(this ILogger logger, string plugin, int processId, int exitCode);

    [LoggerMessage(EventId = 4, Message = "Plugin {Plugin}: {Text}")]
    internal static partial void PluginWrote(this ILogger logger, LogLevel level, string plugin, string text);

    [LoggerMessage(5, LogLevel.Error, "Plugin {Plugin}: the caller's output callback failed")]
    internal static partial void SinkFailed(this ILogger logger, Exception failure, string plugin);

    [LoggerMessage(6, LogLevel.Debug, "Plugin {Plugin}: the stdio service ended: {Reason}")]
    internal static partial void StdioEnded(this ILogger logger, string plugin, string reason);

    [LoggerMessage(7, LogLevel.Debug, "Plugin {Plugin}: did not accept the request to shut down: {Reason}")]
    internal static partial void ShutdownRefused(this ILogger logger, string plugin, string reason);

    [LoggerMessage(
        8, LogLevel.Warning, "Plugin {Plugin}: process {ProcessId} or one of its children could not be killed")]
    internal static partial void KillFailed(this ILogger logger, Exception failure, string plugin, int processId);

    [LoggerMessage(9, LogLevel.Warning, "Plugin {Plugin}: '{Path}' could not be deleted")]
    internal static partial void DeleteFailed(this ILogger logger, Exception failure, string plugin, string path);

    [LoggerMessage(10, LogLevel.Debug, "Plugin {Plugin}: a pipe was closed while other processes still held it open")]
    internal static partial void PipeAbandoned(this ILogger logger, string plugin);

    [LoggerMessage(11, LogLevel.Warning, "Plugin {Plugin}: its output could not be read")]
    internal static partial void PipeFailed(this ILogger logger, Exception failure, string plugin);

    [LoggerMessage(14, LogLevel.Warning, "The folder '{Path}' of another host's plugin could not be read or deleted")]
    internal static partial void OrphanFolderKept(this ILogger logger, Exception failure, string path);

    [LoggerMessage(
        15,
        LogLevel.Warning,
        "Plugin {Plugin}: process {ProcessId} could not be recorded; it will not be cleaned up if this host is killed")]
    internal static partial void RecordFailed(this ILogger logger, Exception failure, string plugin, int processId);

    [LoggerMessage(16, LogLevel.Debug, "Plugin {Plugin}: detached from process {ProcessId}")]
    internal static partial void Detached(this ILogger logger, string plugin, int processId);

    [LoggerMessage(17, LogLevel.Error, "The caller's redactor failed, so a text of a plugin is withheld")]
    internal static partial void RedactorFailed(this ILogger logger, Exception failure);

    [LoggerMessage(
        18, LogLevel.Warning, "Plugin {Plugin}: the caller's output callback did not return, so output may be missing")]
    internal static partial void OutputBlocked(this ILogger logger, string plugin);

    [LoggerMessage(
        19, LogLevel.Information, "Plugin {Plugin}: killed process {ProcessId}, which was left running")]
    internal static partial void RemainKilled(this ILogger logger, string plugin, int processId);

    [LoggerMessage(20, LogLevel.Warning, "Plugin {Plugin}: these processes are left running: {ProcessIds}")]
    internal static partial void RemainsLeft(this ILogger logger, string plugin, string processIds);

    [LoggerMessage(21, LogLevel.Warning, "Plugin {Plugin}: the processes that it left running could not be found")]
    internal static partial void RemainsUnknown(this ILogger logger, Exception failure, string plugin);
}
