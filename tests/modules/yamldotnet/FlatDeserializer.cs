namespace YamlDotNet;

/// <summary>Reads YAML that is one table of texts. The real library has no such type: who gets that one instead fails.</summary>
public static class FlatDeserializer
{
    /// <summary>Reads a document.</summary>
    /// <param name="yaml">Lines of <c>name: value</c>.</param>
    /// <returns>Names and values.</returns>
    public static IReadOnlyDictionary<string, string> Read(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return yaml
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
