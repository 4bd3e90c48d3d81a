using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using P5.Plugin;

namespace P5.Recorder;

/// <summary>Answers as its settings ask.</summary>
/// <remarks>
/// <c>env.NAME</c>: a variable and its value. <c>ttl</c>: the lifetime in seconds, 0 or -1. <c>count</c>, <c>pid</c>,
/// <c>context</c>: the variable that holds the number of calls so far, the process, what was asked for.
/// <c>inherited</c>: names, separated by commas, of the process's own variables to return. <c>print</c>: a line for
/// the user. <c>log</c>: a text to log as a warning, in the message and in a field. <c>last-words</c>: a line for
/// standard error when the process ends. <c>gate</c>: a port to connect to; goes on when it is sent a byte.
/// <c>fail</c>, <c>throw</c>: a message to fail with. <c>crash</c>: an exit code to end with.
/// </remarks>
internal sealed partial class RecorderPlugin(ILogger logger) : IAuthPlugin
{
    private int _calls;

    /// <summary>What the process says when it ends, or null.</summary>
    public string? LastWords { get; private set; }

    public async Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        int calls = Interlocked.Increment(ref _calls);
        if (request.GetSetting("print") is { } line)
        {
            Console.WriteLine(line);
        }

        if (request.GetSetting("log") is { } text)
        {
            LogText(text);
        }

        LastWords = request.GetSetting("last-words") ?? LastWords;
        if (request.GetSetting("gate") is { } port)
        {
            await WaitAtGateAsync(int.Parse(port, CultureInfo.InvariantCulture), cancellationToken);
        }

        if (request.GetSetting("crash") is { } exitCode)
        {
            Environment.Exit(int.Parse(exitCode, CultureInfo.InvariantCulture));
        }

        if (request.GetSetting("throw") is { } exception)
        {
            throw new InvalidOperationException(exception);
        }

        return request.GetSetting("fail") is { } failure
            ? AuthResponse.Failure(failure)
            : AuthResponse.Success(Variables(request, calls), Lifetime(request.GetSetting("ttl", "0")));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "said {Text}")]
    private partial void LogText(string text);

    private static Dictionary<string, string> Variables(AuthRequest request, int calls)
    {
        const string Prefix = "env.";
        var variables = new Dictionary<string, string>();
        foreach ((string key, string value) in request.ProgramConfig.Concat(request.StackConfig))
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                variables[key[Prefix.Length..]] = value;
            }
        }

        Add("count", calls.ToString(CultureInfo.InvariantCulture));
        Add("pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Add("context", $"{request.StackName}|{request.ProgramName}|{request.SecretsProvider}");
        foreach (string name in request.GetSetting("inherited", "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            variables[$"INHERITED_{name}"] = Environment.GetEnvironmentVariable(name) ?? "(none)";
        }

        return variables;

        void Add(string setting, string value)
        {
            if (request.GetSetting(setting) is { } name)
            {
                variables[name] = value;
            }
        }
    }

    private static CredentialLifetime Lifetime(string seconds) =>
        int.Parse(seconds, CultureInfo.InvariantCulture) switch
        {
            < 0 => CredentialLifetime.AskEveryTime,
            0 => CredentialLifetime.NeverExpires,
            int positive => CredentialLifetime.For(TimeSpan.FromSeconds(positive)),
        };

    private static async Task WaitAtGateAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await socket.GetStream().ReadExactlyAsync(new byte[1], cancellationToken);
    }
}
