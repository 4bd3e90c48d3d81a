namespace P5.Host;

/// <summary>A file of a project.</summary>
/// <param name="Path">Its path from the project's folder, with slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed record TemplateFile(string Path, string Text)
{
    /// <summary>Whether the system may execute it: it names its interpreter in its first line.</summary>
    public bool IsExecutable => Text.StartsWith("#!", StringComparison.Ordinal);
}
