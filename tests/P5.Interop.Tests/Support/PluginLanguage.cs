namespace P5.Interop.Tests;

/// <summary>What the dev-env plugin is written in, and on: one folder of <c>examples/plugins</c> each.</summary>
public enum PluginLanguage
{
    /// <summary>On P5.Plugin.</summary>
    CSharp,

    /// <summary>The same, published as native code.</summary>
    CSharpNative,

    /// <summary>On HashiCorp's library.</summary>
    Go,

    /// <summary>On grpcio.</summary>
    Python,

    /// <summary>On @grpc/grpc-js, in plain text only.</summary>
    Node,
}
