namespace P5.Host;

/// <summary>Whether the connection to a plugin is secured by certificates that both sides make for it.</summary>
public enum PluginMtls
{
    /// <summary>On Windows, where the address is a TCP port that other users can reach. The default.</summary>
    Auto,

    /// <summary>On every system.</summary>
    Always,

    /// <summary>On no system.</summary>
    Never,
}
