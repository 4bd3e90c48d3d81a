using System.Text;
using Grpc.Core;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests;

/// <summary>The host's end of the output stream.</summary>
internal sealed class StdioReader(AsyncServerStreamingCall<StdioData> call) : IDisposable
{
    private readonly StringBuilder _stdout = new();
    private readonly StringBuilder _stderr = new();

    public string Stdout => _stdout.ToString();

    public string Stderr => _stderr.ToString();

    /// <summary>Reads until both channels have shown these texts.</summary>
    public async Task ReadUntilAsync(string stdout, string stderr = "")
    {
        while (!Stdout.Contains(stdout, StringComparison.Ordinal) || !Stderr.Contains(stderr, StringComparison.Ordinal))
        {
            (await ReadAsync())
                .ShouldBeTrue($"The stream ended before '{stdout}' and '{stderr}' came: '{Stdout}', '{Stderr}'.");
        }
    }

    /// <summary>Reads until the plugin ends the stream.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadAsync())
        {
        }
    }

    public void Dispose() => call.Dispose();

    private async Task<bool> ReadAsync()
    {
        if (!await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TestTimeout.Default))
        {
            return false;
        }

        StdioData data = call.ResponseStream.Current;
        (data.Channel == StdioData.Types.Channel.Stdout ? _stdout : _stderr).Append(data.Data.ToStringUtf8());
        return true;
    }
}
