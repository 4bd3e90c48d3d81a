using P5.Host;

namespace P5;

/// <summary>What is applied to the session's environment. Contains no value.</summary>
public sealed class AppliedEnvironment
{
    internal AppliedEnvironment(
        IReadOnlyList<PluginCredential> applied,
        IEnumerable<string> variables,
        IEnumerable<string> files,
        bool isAutomatic)
    {
        Stack = applied[0].Context.StackName;
        Program = applied[0].Context.ProgramName;
        Workspace = applied[0].Context.WorkspaceDirectory;
        Plugins = [.. applied.Select(credential => credential.PluginName)];
        VariableNames = [.. variables.Order(StringComparer.Ordinal)];
        Files = [.. files];
        ExpiresAt = applied.Min(credential => credential.ExpiresAt)?.LocalDateTime;
        IsAutomatic = isAutomatic;
    }

    /// <summary>The stack.</summary>
    public string Stack { get; }

    /// <summary>The Pulumi program; "" if the workspace has no <c>Pulumi.yaml</c>.</summary>
    public string Program { get; }

    /// <summary>The workspace's folder.</summary>
    public string Workspace { get; }

    /// <summary>The plugins whose credentials are applied, in the configured order.</summary>
    public string[] Plugins { get; }

    /// <summary>The names of the variables that have their values from them now.</summary>
    public string[] VariableNames { get; }

    /// <summary>The paths of files that these variables contain; not those of expired credentials.</summary>
    public string[] Files { get; }

    /// <summary>When the first credential expires, in local time; null if none does.</summary>
    public DateTime? ExpiresAt { get; }

    /// <summary>True if the auto environment applied it; false if the user did.</summary>
    public bool IsAutomatic { get; }

    /// <summary>The stack, for a prompt.</summary>
    /// <returns>Its name.</returns>
    public override string ToString() => Stack;
}
