namespace P5.GoPlugin;

/// <summary>One header or trailer. A class, because code for generic collections of it is compiled ahead.</summary>
/// <param name="name">In lower case, where the peer keeps the rules.</param>
/// <param name="value">One character for each byte, as RFC 9110, section 5.5 has it.</param>
internal sealed class HeaderField(string name, string value)
{
    internal string Name { get; } = name;

    internal string Value { get; } = value;

    /// <summary>What it counts as, in tables and against limits: RFC 7541, section 4.1.</summary>
    internal int Size => Name.Length + Value.Length + 32;
}
