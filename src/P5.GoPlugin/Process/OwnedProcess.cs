using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin;

/// <summary>
/// A command that the host runs for its output, with standard input closed. It does not outlive the host for long: if
/// the host is killed, Windows ends the command and its children with it; on other systems, the user's next host does
/// when it first starts a plugin or a command. Safe for concurrent use.
/// </summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly SocketFolder _folder;
    private readonly string _name;
    private readonly ILogger _logger;
    private volatile bool _mayLeaveChildren;

    private OwnedProcess(
        ChildProcess child, SocketFolder folder, bool mayLeaveChildren, string name, ILogger logger)
    {
        _mayLeaveChildren = mayLeaveChildren;
        _child = child;
        _folder = folder;
        _name = name;
        _logger = logger;
    }

    /// <summary>Its process id.</summary>
    public int Id => _child.Id;

    /// <summary>What it writes to standard output. Read it to its end, or the command may wait.</summary>
    public Stream StandardOutput => _child.StandardOutput;

    /// <summary>What it writes to standard error. Read it to its end, or the command may wait.</summary>
    public Stream StandardError => _child.StandardError;

    /// <summary>
    /// Completes with the exit code when the command has ended. A process that it started may still hold its output
    /// open.
    /// </summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Starts a command.</summary>
    /// <param name="file">The executable's full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingDirectory">The folder it runs in; null is the host's.</param>
    /// <param name="environment">Its whole environment, except for a variable that identifies its processes.</param>
    /// <param name="loggerFactory">Logs failures of the cleanup; null for none.</param>
    /// <returns>The command. The caller disposes it.</returns>
    /// <exception cref="Win32Exception">The operating system rejected it.</exception>
    /// <exception cref="IOException">The folder for its record cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="ArgumentException">An argument cannot be passed to a batch file.</exception>
    public static OwnedProcess Start(
        string file,
        IEnumerable<string> arguments,
        string? workingDirectory,
        IReadOnlyDictionary<string, string> environment,
        ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        return Start(
            file,
            arguments,
            workingDirectory,
            variables =>
            {
                variables.Clear();
                foreach ((string name, string value) in environment)
                {
                    variables[name] = value;
                }
            },
            socketRoot: null,
            mayLeaveChildren: true,
            new SafeLogger(loggerFactory ?? NullLoggerFactory.Instance));
    }

    /// <param name="file">The executable's full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingDirectory">The folder it runs in; null is the host's.</param>
    /// <param name="configureEnvironment">Changes the host's environment to the command's.</param>
    /// <param name="socketRoot">The folder around the user's folder, or null for the temporary folder.</param>
    /// <param name="mayLeaveChildren">Whether what it started continues if it ends by itself.</param>
    /// <param name="logger">Logs failures of the cleanup.</param>
    /// <exception cref="Win32Exception">The operating system rejected it.</exception>
    /// <exception cref="IOException">The folder for its record cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="ArgumentException">An argument cannot be passed to a batch file.</exception>
    internal static OwnedProcess Start(
        string file,
        IEnumerable<string> arguments,
        string? workingDirectory,
        Action<IDictionary<string, string?>> configureEnvironment,
        string? socketRoot,
        bool mayLeaveChildren,
        ILogger logger)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        var folder = SocketFolder.Create(socketRoot, file, logger);
        ChildProcess? child = null;
        try
        {
            child = ChildProcess.Start(file, arguments, workingDirectory, variables =>
            {
                configureEnvironment(variables);
                variables[SocketFolder.CommandVariable] = folder.Path;
            });
            folder.RecordPid(child.Id, name, logger);
            return new OwnedProcess(child, folder, mayLeaveChildren, name, logger);
        }
        catch
        {
            child?.KillTree(name, logger);
            folder.TryDelete(name, logger);
            throw;
        }
    }

    /// <summary>
    /// Whether a variable is the one by which P5 identifies the processes of a plugin or command, so that a program
    /// that returns its whole environment returns it too. A process that has it by other means would be killed.
    /// </summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsMark(string name, string value) => SocketFolder.IsMark(name, value);

    /// <summary>Kills the command and everything that it started, unless it has ended.</summary>
    public void Kill()
    {
        if (!_child.HasExited)
        {
            _mayLeaveChildren = false;
            _child.KillTree(_name, _logger);
        }
    }

    /// <summary>
    /// Kills the command if it is running, and waits until it has ended, at most five seconds. What a command started
    /// continues if the command has ended by itself.
    /// </summary>
    /// <returns>A task that completes when it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        Kill();
        try
        {
            await _child.Exited.WaitAsync(ChildProcess.KillGrace).ConfigureAwait(false);
        }
        catch (TimeoutException failure)
        {
            // The record stays for the next host.
            _logger.KillFailed(failure, _name, Id);
            return;
        }

        bool isAllEnded = _mayLeaveChildren
            || (_child.TryKillDescendants(_name, _logger) && _folder.TryKillRemains(_name, _logger));
        _child.Dispose();
        if (isAllEnded)
        {
            _folder.TryDelete(_name, _logger);
        }
    }
}
