namespace P5.Host;

/// <summary>Which of the three sources of configuration could not be read.</summary>
public enum ConfigurationStage
{
    /// <summary><c>p5.toml</c>: nothing is loaded.</summary>
    Global,

    /// <summary><c>Pulumi.yaml</c>: nothing is loaded.</summary>
    Program,

    /// <summary><c>Pulumi.&lt;stack&gt;.yaml</c>: loading goes on, but no plugin can authenticate.</summary>
    Stack,
}
