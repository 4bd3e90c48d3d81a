namespace P5;

/// <summary>What became of one plugin.</summary>
public sealed class PluginConversion
{
    internal PluginConversion(Migration.PluginConversion source)
    {
        Name = source.Name;
        Line = source.Line;
        Old = source.Old;
        New = source.New;
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The line of its <c>source</c>, or of its old key, in the file as it was; the first line is 1.</summary>
    public int Line { get; }

    /// <summary>Its <c>source</c>; in a stack file its old key.</summary>
    public string Old { get; }

    /// <summary>Its <c>cmd</c>; in a stack file where its settings stand now.</summary>
    public string New { get; }

    /// <summary>The name, what it had and what it has.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Old} -> {New}";
}
