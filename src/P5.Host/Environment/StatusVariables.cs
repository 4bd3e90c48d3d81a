using System.Globalization;

namespace P5.Host;

/// <summary>
/// The variables from which prompts and scripts read what is applied. They exist only while something is, and override
/// plugins' variables of the same names.
/// </summary>
public static class StatusVariables
{
    /// <summary>The stack.</summary>
    public const string Stack = "P5_STACK";

    /// <summary>When the first credential expires: ISO 8601, UTC, whole seconds. Not set if none expires.</summary>
    public const string Expiration = "P5_CREDENTIAL_EXPIRATION";

    /// <summary>Their values for credentials.</summary>
    /// <param name="applied">The credentials, all for one stack.</param>
    /// <returns>Names and values; empty if there is no credential.</returns>
    internal static Dictionary<string, string> Of(IReadOnlyList<PluginCredential> applied)
    {
        var variables = new Dictionary<string, string>(VariableRules.NameComparer);
        if (applied.Count > 0)
        {
            variables.Add(Stack, applied[0].Context.StackName);
        }

        if (applied.Min(credential => credential.ExpiresAt) is { } first)
        {
            variables.Add(
                Expiration, first.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        return variables;
    }
}
