namespace P5.Plugin.Startup;

/// <summary>The line on stdout that tells the host where and how to reach the plugin.</summary>
internal static class HandshakeLine
{
    private const string CoreProtocolVersion = "1";

    /// <summary>Makes the line, without its line end.</summary>
    /// <param name="protocolVersion">The version of the application's protocol.</param>
    /// <param name="address">Where the plugin listens.</param>
    /// <param name="certificate">The server's certificate as DER with AutoMTLS, else empty.</param>
    public static string Format(int protocolVersion, ListenAddress address, ReadOnlySpan<byte> certificate)
    {
        // Go's RawStdEncoding: the standard alphabet without padding.
        string encoded = Convert.ToBase64String(certificate).TrimEnd('=');
        return $"{CoreProtocolVersion}|{protocolVersion}|{address.Network}|{address.Address}|grpc|{encoded}";
    }
}
