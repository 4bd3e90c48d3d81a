using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Text;
using P5.GoPlugin;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>A native command with its own environment, whose output goes to a cmdlet's streams.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="name">What the user called the command.</param>
internal sealed class NativeCommand(P5Cmdlet cmdlet, string name) : IDisposable
{
    // Ctrl+C in a terminal reaches the command too, and many clean up first.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly ErrorLines _errors = new(cmdlet);
    private Process? _process;
    private ProcessTree? _tree;

    /// <summary>The executable, as a full path.</summary>
    public required string File { get; init; }

    /// <summary>The arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder that it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Its whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The lines of its standard input; null leaves it the terminal's.</summary>
    public required IReadOnlyList<string>? Input { get; init; }

    /// <summary>Whether it writes directly to the terminal.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>What it ended with.</summary>
    public int ExitCode => Running.ExitCode;

    private Process Running => _process ?? throw new InvalidOperationException("It was not started.");

    /// <summary>Starts it, or ends the cmdlet with an error.</summary>
    public void Start()
    {
        try
        {
            _process = Process.Start(Describe())!;
            _tree = ProcessTree.Hold(_process);
        }
        catch (Exception exception) when (exception is Win32Exception or ArgumentException)
        {
            cmdlet.ThrowTerminatingError(new ErrorRecord(
                new ApplicationFailedException(
                    $"The native command '{name}' ({File}) cannot be started: {exception.Message}", exception),
                "NativeCommandFailed",
                ErrorCategory.ResourceUnavailable,
                name));
        }
    }

    private ProcessStartInfo Describe()
    {
        ProcessStartInfo start = CommandStart.Create(File, Arguments);
        start.WorkingDirectory = WorkingDirectory;
        start.RedirectStandardInput = Input is not null;
        start.RedirectStandardOutput = !IsInteractive;
        start.RedirectStandardError = !IsInteractive;
        if (!IsInteractive)
        {
            start.StandardOutputEncoding = start.StandardErrorEncoding = Console.OutputEncoding;
        }

        if (Input is not null)
        {
            start.StandardInputEncoding =
                cmdlet.GetVariableValue("OutputEncoding") as Encoding ?? new UTF8Encoding(false);
        }

        start.Environment.Clear();
        foreach ((string variable, string value) in Environment)
        {
            start.Environment[variable] = value;
        }

        return start;
    }

    /// <summary>Writes its output to the cmdlet's streams until it has ended.</summary>
    /// <param name="dispatcher">Writes on the pipeline's thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that completes when it has ended.</returns>
    public async Task RunAsync(CmdletDispatcher dispatcher, CancellationToken cancellationToken)
    {
        Task input = Input is null ? Task.CompletedTask : FeedAsync(Input);
        if (IsInteractive)
        {
            // Ctrl+C reaches it through the terminal, and it handles it, as when PowerShell runs it.
            await Running.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return;
        }

        Task output = ReadAsync(Running.StandardOutput, line => dispatcher.Post(target => target.WriteObject(line)));
        Task errors = ReadAsync(Running.StandardError, line => dispatcher.Post(_ => _errors.Write(line)));
        try
        {
            await Task.WhenAll(input, output, errors).WaitAsync(cancellationToken).ConfigureAwait(false);
            await Running.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _errors.Dispose();
        _tree?.Dispose();
        _process?.Dispose();
    }

    private async Task FeedAsync(IReadOnlyList<string> lines)
    {
        try
        {
            using StreamWriter writer = Running.StandardInput;
            foreach (string line in lines)
            {
                await writer.WriteLineAsync(line).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The command has closed its input, as 'head' does after some lines.
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> write)
    {
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            write(line);
        }
    }

    private async Task EndAsync()
    {
        // If only the pipeline ended (Select-Object -First), the command did not get Ctrl+C.
        if (cmdlet.Stopping)
        {
            await ((Task)Running.WaitForExitAsync(CancellationToken.None).WaitAsync(s_grace))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _tree!.Kill();
        await Running.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
