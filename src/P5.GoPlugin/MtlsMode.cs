namespace P5.GoPlugin;

/// <summary>
/// Whether the host offers AutoMTLS: a connection on which each side trusts one certificate of the other.
/// </summary>
public enum MtlsMode
{
    /// <summary>
    /// Offered on Windows, because Go plugins listen there on a TCP port that other users of the machine can reach. If
    /// a plugin does not accept the offer, its connection is not encrypted.
    /// </summary>
    Auto,

    /// <summary>Offered on all systems. A plugin that does not accept the offer is refused.</summary>
    Always,

    /// <summary>Never offered.</summary>
    Never,
}
