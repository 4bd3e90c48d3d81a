using P5.Host;

namespace P5;

/// <summary>Whether a backend of the credential store works on this system.</summary>
public sealed class CredentialStoreCheck
{
    internal CredentialStoreCheck(StoreCheck check)
    {
        Backend = check.Backend.ToString();
        IsSelected = check.IsSelected;
        Problem = check.Problem;
    }

    /// <summary>The backend.</summary>
    public string Backend { get; }

    /// <summary>Whether the store is on with it.</summary>
    public bool IsSelected { get; }

    /// <summary>Whether it can be used.</summary>
    public bool IsWorking => Problem is null;

    /// <summary>What it lacks; null if it works.</summary>
    public string? Problem { get; }

    /// <summary>One line.</summary>
    /// <returns><c>Backend: works</c>, or the problem.</returns>
    public override string ToString() => $"{Backend}: {Problem ?? "works"}";
}
