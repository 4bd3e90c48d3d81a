namespace P5.Host.Tests;

internal static class CredentialExtensions
{
    /// <summary>The variables of a result that must be a success.</summary>
    public static IReadOnlyDictionary<string, string> Variables(this AuthenticationResult result)
    {
        result.Error.ShouldBeNull();
        return result.Credential!.GetVariables();
    }
}
