namespace P5;

/// <summary>What a configuration file of the old kind becomes.</summary>
public sealed class ConfigConversion
{
    internal ConfigConversion(Migration.ConfigConversion source, bool written)
    {
        Path = source.Path;
        Changed = source.Changed;
        Written = written;
        Plugins = [.. source.Plugins.Select(plugin => new PluginConversion(plugin))];
        NotConverted = [.. source.NotConverted];
        Warnings = [.. source.Warnings];
        Diff = source.Diff;
        Text = source.Text;
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>True if the file is of the old kind.</summary>
    public bool Changed { get; }

    /// <summary>True if the new text was written, to the same file or another.</summary>
    public bool Written { get; }

    /// <summary>The plugins that are converted, in the order of the file.</summary>
    public PluginConversion[] Plugins { get; }

    /// <summary>The names of plugins that you must convert manually; a warning has the reason for each.</summary>
    public string[] NotConverted { get; }

    /// <summary>What you must check, each with its position.</summary>
    public string[] Warnings { get; }

    /// <summary>What changes, as a unified diff for <c>git apply</c>; "" if nothing does.</summary>
    public string Diff { get; }

    /// <summary>The whole file after the conversion.</summary>
    public string Text { get; }

    /// <summary>The file's path.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Path;
}

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

    /// <summary>Its <c>cmd</c>; in a stack file where its settings are now.</summary>
    public string New { get; }

    /// <summary>The name, what it had and what it has.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name}: {Old} -> {New}";
}
