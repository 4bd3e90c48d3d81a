using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>The user's approval of a workspace's configuration files with a certain content.</summary>
public sealed record Approval
{
    /// <summary>The workspace.</summary>
    public required WorkspaceIdentity Identity { get; init; }

    /// <summary>Full path of the workspace's folder, as it was approved; another worktree has another.</summary>
    public required string Path { get; init; }

    /// <summary>When it was approved.</summary>
    public required DateTimeOffset ApprovedAt { get; init; }

    /// <summary>
    /// The SHA-256 of each file that was approved, in lower-case hexadecimal, by its path below the root of the
    /// worktree.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
