using P5.Host;

namespace P5;

/// <summary>A secret of the user in the credential store, without its value.</summary>
public sealed class Secret
{
    internal Secret(StoredSecret stored)
    {
        Name = stored.Name;
        Path = [.. stored.Folders];
        SetAt = stored.SetAt.LocalDateTime;
    }

    /// <summary>The name that configurations use, after <c>secret:</c>.</summary>
    public string Name { get; }

    /// <summary>The full paths of the folders whose workspaces may use it.</summary>
    public string[] Path { get; }

    /// <summary>When it was stored, in local time.</summary>
    public DateTime SetAt { get; }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
