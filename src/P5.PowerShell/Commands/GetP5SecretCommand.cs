using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>Lists the secrets of the user, without their values. Needs no key and asks for nothing.</summary>
[Cmdlet(VerbsCommon.Get, "P5Secret")]
[OutputType(typeof(Secret))]
public sealed class GetP5SecretCommand : SecretCmdlet
{
    /// <summary>The names of the secrets; by default all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc />
    private protected override void End() =>
        WriteObject(Select(Name).Select(secret => new Secret(secret)).ToArray(), enumerateCollection: true);
}
