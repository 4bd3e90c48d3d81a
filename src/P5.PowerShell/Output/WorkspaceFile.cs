namespace P5;

/// <summary>A configuration file of a workspace, and whether it is as it was approved.</summary>
public sealed class WorkspaceFile
{
    internal WorkspaceFile(string name, string sha256, bool isApproved)
    {
        Name = name;
        Sha256 = sha256;
        IsApproved = isApproved;
    }

    /// <summary>Its path below the root of the repository, with slashes; outside a repository, below the workspace.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 of its content, in lower-case hexadecimal; of what was approved where the workspace is missing.</summary>
    public string Sha256 { get; }

    /// <summary>Whether this content is approved.</summary>
    public bool IsApproved { get; }

    /// <summary>The file's name.</summary>
    /// <returns>Its path.</returns>
    public override string ToString() => Name;
}
