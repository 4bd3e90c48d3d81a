namespace P5.Host;

/// <summary>What Pulumi.yaml says.</summary>
/// <param name="Name">The program's name, or null.</param>
/// <param name="BackendUrl"><c>url</c> of <c>backend</c>: where Pulumi keeps the program's state, or null.</param>
/// <param name="Plugins">The <c>p5</c> section.</param>
internal sealed record ProgramDocument(string? Name, string? BackendUrl, PluginsLayer Plugins)
{
    /// <summary>A program that says nothing.</summary>
    public static ProgramDocument Empty { get; } = new(Name: null, BackendUrl: null, PluginsLayer.Empty);

    /// <summary>The name alone: an URL can hold a password.</summary>
    public override string ToString() => Name ?? "";
}
