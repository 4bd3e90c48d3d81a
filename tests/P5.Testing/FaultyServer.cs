using System.Net;
using System.Net.Sockets;
using System.Text;

namespace P5.Testing;

/// <summary>A server on loopback that answers each request with the same bytes, right or wrong.</summary>
public sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[]? _answer;
    private readonly Task _serving;

    private FaultyServer(byte[]? answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its address.</summary>
    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>Completes when a request has arrived.</summary>
    public Task Asked => _asked.Task;

    /// <summary>A server that never answers.</summary>
    public static FaultyServer Silent() => new(answer: null);

    /// <summary>A server that sends bytes and closes the connection.</summary>
    public static FaultyServer Sending(string answer) => new(Encoding.UTF8.GetBytes(answer));

    /// <summary>A server that answers in HTTP.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, in ASCII.</param>
    /// <param name="headers">More headers, each with a line break.</param>
    public static FaultyServer Answering(int status, string body, string headers = "") =>
        Sending(
            $"HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> answers = [];
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (
            _stopping.IsCancellationRequested
            && exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test has ended, perhaps between two connections, where the listener says that it does not listen.
        }

        await Task.WhenAll(answers);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                await ReadRequestAsync(stream);
                _asked.TrySetResult();
                if (_answer is null)
                {
                    await Task.Delay(Timeout.Infinite, _stopping.Token);
                }

                await stream.WriteAsync(_answer, _stopping.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has closed the connection, or the test has ended.
            }
        }
    }

    /// <summary>Reads to the end of a request: a close before that would be a reset.</summary>
    private async Task ReadRequestAsync(NetworkStream stream)
    {
        const string Length = "content-length:";
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int count = await stream.ReadAsync(buffer, _stopping.Token);
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            string request = text.ToString();
            int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            int length = end < 0
                ? 0
                : request[..end].Split("\r\n")
                    .Where(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
                    .Select(line => int.Parse(line[Length.Length..], System.Globalization.CultureInfo.InvariantCulture))
                    .FirstOrDefault();

            // A handshake of TLS is not a request: its first byte is not a letter.
            if (count == 0 || request[0] == '\u0016' || (end >= 0 && request.Length >= end + 4 + length))
            {
                return;
            }
        }
    }
}
