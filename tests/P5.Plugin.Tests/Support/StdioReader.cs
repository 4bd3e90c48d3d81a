using System.Buffers.Binary;
using System.Text;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests.Support;

/// <summary>The host's end of the output stream.</summary>
internal sealed class StdioReader(HttpResponseMessage response) : IDisposable
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
            (await ReadAsync()).ShouldBeTrue($"The stream ended before '{stdout}' and '{stderr}' came: '{Stdout}', '{Stderr}'.");
        }
    }

    /// <summary>Reads until the plugin ends the stream.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadAsync())
        {
        }
    }

    public void Dispose() => response.Dispose();

    private async Task<bool> ReadAsync()
    {
        Stream stream = await response.Content.ReadAsStreamAsync();
        using var patience = new CancellationTokenSource(PluginProcess.Patience);
        byte[] prefix = new byte[5];
        if (await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, patience.Token) == 0)
        {
            return false;
        }

        byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await stream.ReadExactlyAsync(message, patience.Token);
        StdioData data = StdioData.Parser.ParseFrom(message);
        (data.Channel == StdioData.Types.Channel.Stdout ? _stdout : _stderr).Append(data.Data.ToStringUtf8());
        return true;
    }
}
