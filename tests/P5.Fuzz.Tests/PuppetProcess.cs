using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace P5.Fuzz.Tests;

/// <summary>
/// The process of a plugin, as the host starts it. It has no behaviour of its own: the fuzz program tells it over a
/// connection what to write and when to end, and answers the host's calls itself.
/// </summary>
internal static class PuppetProcess
{
    internal const string Argument = "puppet";

    internal const string PrintArgument = "print";

    /// <summary>The full path of the executable.</summary>
    internal static string File { get; } = Path.ChangeExtension(
        typeof(PuppetProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);

    /// <summary>Follows the orders until one of them ends the process. The end of the connection does too.</summary>
    internal static int Run(string port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        using var orders = new NetworkStream(socket);
        using Stream output = Console.OpenStandardOutput();
        using Stream error = Console.OpenStandardError();
        byte[] header = new byte[PuppetOrder.HeaderLength];
        while (orders.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            byte[] content = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            orders.ReadExactly(content);
            switch ((PuppetOrderKind)header[0])
            {
                case PuppetOrderKind.Output:
                    output.Write(content);
                    break;
                case PuppetOrderKind.Error:
                    error.Write(content);
                    break;
                default:
                    return content[0];
            }
        }

        return 0;
    }

    /// <summary>Prints a file, as the command of an exec source does.</summary>
    internal static int Print(string file)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(System.IO.File.ReadAllBytes(file));
        return 0;
    }
}

/// <summary>What the fuzz program tells a <see cref="PuppetProcess"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Content">The bytes to write, or the exit code.</param>
internal sealed record PuppetOrder(PuppetOrderKind Kind, byte[] Content)
{
    internal const int HeaderLength = 5;

    internal static PuppetOrder Exit(byte code) => new(PuppetOrderKind.Exit, [code]);

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderLength + Content.Length];
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), Content.Length);
        Content.CopyTo(bytes, HeaderLength);
        return bytes;
    }
}

/// <summary>The kinds of <see cref="PuppetOrder"/>.</summary>
internal enum PuppetOrderKind : byte
{
    /// <summary>Writes to standard output.</summary>
    Output,

    /// <summary>Writes to standard error.</summary>
    Error,

    /// <summary>Ends the process.</summary>
    Exit,
}
