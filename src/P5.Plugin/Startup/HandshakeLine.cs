namespace P5.Plugin.Startup;

/// <summary>The line on stdout that tells the host where and how to reach the plugin.</summary>
internal static class HandshakeLine
{
    /// <summary>The version of the p5 plugin contract, the one that this library serves.</summary>
    public const int AppProtocolVersion = 1;

    private const string CoreProtocolVersion = "1";

    /// <summary>Makes the line, without its line end.</summary>
    /// <param name="address">Where the plugin listens.</param>
    /// <param name="certificate">The server's certificate as DER with AutoMTLS, else empty.</param>
    public static string Format(ListenAddress address, ReadOnlySpan<byte> certificate)
    {
        // Go's RawStdEncoding: the standard alphabet without padding.
        string encoded = Convert.ToBase64String(certificate).TrimEnd('=');
        return $"{CoreProtocolVersion}|{AppProtocolVersion}|{address.Network}|{address.Address}|grpc|{encoded}";
    }
}
