namespace P5.Toml;

/// <summary>Text, a number, a boolean, a date or a time.</summary>
public sealed class ScalarSyntax : ValueSyntax
{
    internal ScalarSyntax(SyntaxToken token, TomlValue value)
    {
        Token = Adopt(token);
        Value = value;
    }

    /// <summary>The value as it is written.</summary>
    public SyntaxToken Token { get; }

    /// <summary>The value as it is meant.</summary>
    public TomlValue Value { get; }

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [Token];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitScalar(this);
    }
}
