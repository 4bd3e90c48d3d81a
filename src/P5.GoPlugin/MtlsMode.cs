namespace P5.GoPlugin;

/// <summary>Whether the host offers AutoMTLS: a connection where each side trusts one certificate of the other.</summary>
public enum MtlsMode
{
    /// <summary>
    /// Offered on Windows, where Go plugins listen on a TCP port that others on the machine can reach. A plugin
    /// that does not answer the offer is spoken to in plain text.
    /// </summary>
    Auto,

    /// <summary>Offered everywhere; a plugin that does not answer the offer is refused.</summary>
    Always,

    /// <summary>Never offered.</summary>
    Never,
}
