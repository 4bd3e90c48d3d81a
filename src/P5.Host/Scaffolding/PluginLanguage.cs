namespace P5.Host;

/// <summary>What a new plugin is written in.</summary>
public enum PluginLanguage
{
    /// <summary>C#, on P5.Plugin.</summary>
    CSharp,

    /// <summary>Go, on HashiCorp's own library.</summary>
    Go,

    /// <summary>Python, on grpcio.</summary>
    Python,

    /// <summary>Node.js, on @grpc/grpc-js.</summary>
    Node,
}
