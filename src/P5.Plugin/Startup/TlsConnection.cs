using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace P5.Plugin.Startup;

/// <summary>
/// TLS between Kestrel's transport and its HTTP/2. Kestrel has its own, which only a web host's builder can make: it
/// would cost more processor time than all the rest of a plugin's start.
/// </summary>
internal static class TlsConnection
{
    /// <summary>Encrypts one connection for as long as it lasts.</summary>
    /// <param name="connection">The connection, plain.</param>
    /// <param name="next">Serves it, encrypted.</param>
    /// <param name="mtls">The plugin's certificate, and whom it lets in.</param>
    public static async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate next, Task<AutoMtls> mtls)
    {
        AutoMtls peers = await mtls.ConfigureAwait(false);
        SslServerAuthenticationOptions options = await peers.Options.ConfigureAwait(false);
        IDuplexPipe plain = connection.Transport;
        var secure = new SslStream(new DuplexPipeStream(plain));
        await using (secure.ConfigureAwait(false))
        {
            try
            {
                await secure.AuthenticateAsServerAsync(options, connection.ConnectionClosed).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                // Whoever it is, it is not the plugin's host, or it hung up. The end of the connection tells it enough.
                return;
            }

            var encrypted = new StreamDuplexPipe(secure);
            connection.Transport = encrypted;
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                connection.Transport = plain;
                await encrypted.Input.CompleteAsync().ConfigureAwait(false);
                await encrypted.Output.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class StreamDuplexPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
