namespace P5.GoPlugin;

/// <summary>The headers of a call.</summary>
internal static class GrpcHeaders
{
    private const int Authority = 1;
    private const int Post = 3;
    private const int Path = 4;
    private const int Http = 6;
    private const int Https = 7;
    private const int ContentType = 31;

    /// <param name="path">The method's.</param>
    /// <param name="secure">Servers compare the scheme with the transport, so it must tell the truth.</param>
    /// <param name="timeout">How long the plugin may take; null for as long as it takes.</param>
    internal static byte[] Write(string path, bool secure, TimeSpan? timeout)
    {
        var block = new HpackEncoder();
        block.WriteIndexed(Post);
        block.WriteIndexed(secure ? Https : Http);
        block.Write(Path, path);
        block.Write(Authority, "localhost");
        block.Write(ContentType, "application/grpc");
        block.Write("te", "trailers");
        block.Write("grpc-accept-encoding", "identity");
        if (timeout is { } given)
        {
            block.Write("grpc-timeout", GrpcTimeout.Format(given));
        }

        return block.ToArray();
    }
}
