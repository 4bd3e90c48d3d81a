namespace P5.Host;

/// <summary>What Pulumi.&lt;stack&gt;.yaml says.</summary>
/// <param name="SecretsProvider"><c>secretsprovider</c>, or "".</param>
/// <param name="Plugins">Each plugin's part by its name.</param>
internal sealed record StackDocument(string SecretsProvider, IReadOnlyDictionary<string, StackPlugin> Plugins)
{
    /// <summary>A stack without a file.</summary>
    public static StackDocument Empty { get; } = new("", new Dictionary<string, StackPlugin>());
}
