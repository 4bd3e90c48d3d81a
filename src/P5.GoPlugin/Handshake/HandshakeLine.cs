using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P5.GoPlugin;

/// <summary>A plugin's first line: <c>CORE|APP|NETWORK|ADDRESS[|PROTOCOL[|CERT[|MUX]]]</c>.</summary>
/// <param name="CoreVersion">The version of go-plugin's own protocol.</param>
/// <param name="AppVersion">The version of the application's protocol that the plugin chose.</param>
/// <param name="Network">The kind of <paramref name="Address"/>: <c>unix</c> or <c>tcp</c> in a valid line.</param>
/// <param name="Address">Where the plugin listens.</param>
/// <param name="Protocol">What it speaks there; <c>netrpc</c> where the line does not say.</param>
/// <param name="Certificate">The DER of the plugin's certificate, or null where it sent none.</param>
internal sealed record HandshakeLine(
    int CoreVersion, int AppVersion, string Network, string Address, string Protocol, byte[]? Certificate)
{
    /// <summary>Old libraries put other things into the certificate's field; those are never longer than this.</summary>
    private const int LongestIgnoredCertificate = 50;

    internal static bool TryParse(
        string line, [NotNullWhen(true)] out HandshakeLine? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = null;
        string[] fields = line.Trim().Split('|');
        if (fields.Length is < 4 or > 7)
        {
            problem = $"it has {fields.Length} of the 4 to 7 fields that are parted by '|'";
            return false;
        }

        if (!TryParseVersion(fields[0], out int core))
        {
            problem = $"its core version '{Printable.Shorten(fields[0])}' is no number";
            return false;
        }

        if (!TryParseVersion(fields[1], out int app))
        {
            problem = $"its application version '{Printable.Shorten(fields[1])}' is no number";
            return false;
        }

        if (!TryParseCertificate(fields.ElementAtOrDefault(5) ?? "", out byte[]? certificate))
        {
            problem = "its certificate is no base64";
            return false;
        }

        string protocol = fields.ElementAtOrDefault(4) is { Length: > 0 } given ? given : "netrpc";
        parsed = new HandshakeLine(core, app, fields[2], fields[3], protocol, certificate);
        problem = null;
        return true;
    }

    private static bool TryParseVersion(string field, out int version) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    /// <summary>go-plugin leaves the padding out; other implementations may not.</summary>
    private static bool TryParseCertificate(string field, out byte[]? certificate)
    {
        certificate = null;
        if (field.Length <= LongestIgnoredCertificate)
        {
            return true;
        }

        string unpadded = field.TrimEnd('=');
        string padded = unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '=');
        byte[] decoded = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, decoded, out int length))
        {
            return false;
        }

        certificate = decoded[..length];
        return true;
    }
}
