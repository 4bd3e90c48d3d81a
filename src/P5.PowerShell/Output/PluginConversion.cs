namespace P5;

/// <summary>What became of one plugin that had a <c>source</c>.</summary>
public sealed class PluginConversion
{
    internal PluginConversion(Host.Migration.PluginConversion source)
    {
        Name = source.Name;
        Line = source.Line;
        OldSource = source.OldSource;
        NewCommand = source.NewCommand;
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The line of its <c>source</c> in the file as it was; the first line is 1.</summary>
    public int Line { get; }

    /// <summary>Its <c>source</c>.</summary>
    public string OldSource { get; }

    /// <summary>Its <c>cmd</c>.</summary>
    public string NewCommand { get; }

    /// <summary>The name, what it had and what it has.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {OldSource} -> {NewCommand}";
}
