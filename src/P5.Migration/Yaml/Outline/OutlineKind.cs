namespace P5.Migration.Yaml.Outline;

/// <summary>What an <see cref="OutlineNode"/> is.</summary>
internal enum OutlineKind
{
    /// <summary>Text, a number and the like.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>A table.</summary>
    Mapping,

    /// <summary>A reference to an anchor.</summary>
    Alias,
}
