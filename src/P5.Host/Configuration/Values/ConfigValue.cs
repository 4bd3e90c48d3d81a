namespace P5.Host;

/// <summary>A value of a configuration file, whichever language it was written in.</summary>
/// <param name="Position">Where it starts.</param>
internal abstract record ConfigValue(ConfigPosition Position)
{
    /// <summary>The letters of a YAML scalar before it was understood as a number or a date; otherwise null.</summary>
    public string? Raw { get; init; }

    /// <summary>What an error message calls the kind of this value, with its article.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// The value in an error message: its kind, and its letters if it is a short scalar. Only for known keys:
    /// what stands under <c>config</c> can be a secret.
    /// </summary>
    public virtual string Describe() => Kind;

    /// <summary>The kind alone: what a record would print here can be secret.</summary>
    public sealed override string ToString() => Kind;
}
