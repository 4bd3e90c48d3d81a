namespace P5.Host;

/// <summary>Where a plugin runs.</summary>
public enum PluginKind
{
    /// <summary>In a process of its own.</summary>
    External,

    /// <summary>Inside the host.</summary>
    Builtin,
}
