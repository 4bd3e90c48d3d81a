using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P5;

/// <summary>
/// A plugin's first line: <c>CORE|APP|NETWORK|ADDRESS[|PROTOCOL[|CERT[|MUX]]]</c>. Compiled into the host's and the
/// plugin's library.
/// </summary>
/// <param name="CoreVersion">The version of go-plugin's own protocol.</param>
/// <param name="AppVersion">The version of the application's protocol that the plugin chose.</param>
/// <param name="Network">The kind of <paramref name="Address"/>: <c>unix</c> or <c>tcp</c> in a valid line.</param>
/// <param name="Address">The address that the plugin listens on.</param>
/// <param name="Protocol">The protocol of the connection; <c>netrpc</c> if the line has none.</param>
/// <param name="Certificate">The DER of the plugin's certificate, or null if the line has none.</param>
internal sealed record HandshakeLine(
    int CoreVersion, int AppVersion, string Network, string Address, string Protocol, byte[]? Certificate)
{
    /// <summary>Old libraries use the certificate's field for other values, which are never longer than this.</summary>
    private const int LongestIgnoredCertificate = 50;

    /// <summary>Formats the line, without its line feed.</summary>
    public string Format()
    {
        // Go's RawStdEncoding: the standard alphabet without padding.
        string certificate = Convert.ToBase64String(Certificate ?? []).TrimEnd('=');
        return $"{CoreVersion}|{AppVersion}|{Network}|{Address}|{Protocol}|{certificate}";
    }

    public static bool TryParse(
        string line, [NotNullWhen(true)] out HandshakeLine? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = null;
        string[] fields = line.Trim().Split('|');
        if (line.StartsWith('\uFEFF'))
        {
            problem = "it begins with a byte order mark; print UTF-8 without one";
            return false;
        }

        if (fields.Length is < 4 or > 7)
        {
            problem = $"the number of fields separated by '|' is {fields.Length}, not 4 to 7";
            return false;
        }

        if (!TryParseVersion(fields[0], out int core))
        {
            problem = "its core version, the first field, is not a number";
            return false;
        }

        if (!TryParseVersion(fields[1], out int app))
        {
            problem = "its application version, the second field, is not a number";
            return false;
        }

        if (!TryParseCertificate(fields.ElementAtOrDefault(5) ?? "", out byte[]? certificate))
        {
            problem = "its certificate, the sixth field, is not base64";
            return false;
        }

        string protocol = fields.ElementAtOrDefault(4) is { Length: > 0 } given ? given : "netrpc";
        parsed = new HandshakeLine(core, app, fields[2], fields[3], protocol, certificate);
        problem = null;
        return true;
    }

    private static bool TryParseVersion(string field, out int version) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    /// <summary>go-plugin omits the padding; other implementations may not.</summary>
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
