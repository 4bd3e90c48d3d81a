namespace P5.Host;

/// <summary>Adds up what a list or map holds.</summary>
internal sealed class YamlExtent
{
    /// <summary>Values and characters so far, the list or map itself included.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>One more than the deepest part so far.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Counts one part.</summary>
    public void Add(YamlNode part)
    {
        Size += part.Size;
        Depth = Math.Max(Depth, part.Depth + 1);
    }
}
