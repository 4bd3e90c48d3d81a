using System.Text;

namespace P5.GoPlugin;

/// <summary>The text of a <c>grpc-message</c> trailer: UTF-8 whose bytes outside printable ASCII are <c>%XX</c>.</summary>
internal static class GrpcMessageText
{
    /// <summary>Never fails: what is no valid escape stays as it is, and broken UTF-8 becomes U+FFFD.</summary>
    internal static string Decode(string encoded)
    {
        if (!encoded.Contains('%'))
        {
            return encoded;
        }

        ReadOnlySpan<byte> source = Encoding.UTF8.GetBytes(encoded);
        byte[] decoded = new byte[source.Length];
        int length = 0;
        while (!source.IsEmpty)
        {
            if (source is [(byte)'%', _, _, ..]
                && char.IsAsciiHexDigit((char)source[1])
                && char.IsAsciiHexDigit((char)source[2]))
            {
                decoded[length++] = Convert.FromHexString([(char)source[1], (char)source[2]])[0];
                source = source[3..];
            }
            else
            {
                decoded[length++] = source[0];
                source = source[1..];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }
}
