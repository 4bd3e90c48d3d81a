namespace P5.Sources;

/// <summary>
/// The request to a source: the configuration, and what the credential is for. Settings may be secret.
/// </summary>
public sealed record CredentialRequest
{
    /// <summary>The stack.</summary>
    public required string StackName { get; init; }

    /// <summary><c>name</c> of Pulumi.yaml; "" if there is none.</summary>
    public required string ProgramName { get; init; }

    /// <summary><c>secretsprovider</c> of the stack; "" if there is none.</summary>
    public required string SecretsProvider { get; init; }

    /// <summary>The settings of the program, by name.</summary>
    public required IReadOnlyDictionary<string, string> ProgramConfig { get; init; }

    /// <summary>The settings of the stack, by name.</summary>
    public required IReadOnlyDictionary<string, string> StackConfig { get; init; }

    /// <summary>The stack alone: settings may be secret.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => StackName;
}
