using System.Text.RegularExpressions;

namespace P5.Host;

/// <summary>
/// Variables that are no secrets, such as the ID of a tenant: masked, they would make texts unreadable. One is known by
/// its name and by the form of its value, because anything can be in a variable: another form stays masked.
/// </summary>
internal static partial class PublicVariables
{
    private static readonly Dictionary<string, Func<string, bool>> s_forms = new(StringComparer.Ordinal)
    {
        ["ARM_TENANT_ID"] = IsTenant,
        ["ARM_CLIENT_ID"] = IsId,
        ["ARM_SUBSCRIPTION_ID"] = IsId,
        ["ARM_ENVIRONMENT"] = text => text is "public" or "usgovernment" or "china" or "german",
        ["ARM_CLIENT_CERTIFICATE_PATH"] = IsPath,
        ["AZURE_TENANT_ID"] = IsTenant,
        ["AZURE_CLIENT_ID"] = IsId,
        ["AZURE_SUBSCRIPTION_ID"] = IsId,
        ["AZURE_AUTHORITY_HOST"] = IsAddress,
        ["AZURE_CLIENT_CERTIFICATE_PATH"] = IsPath,
        ["AWS_REGION"] = text => Region().IsMatch(text),
        ["AWS_DEFAULT_REGION"] = text => Region().IsMatch(text),
        ["PGHOST"] = text => Domain().IsMatch(text),
        ["PGUSER"] = text => User().IsMatch(text),
        ["PULUMI_BACKEND_URL"] = IsAddress,
        ["PULUMI_HOME"] = IsPath,
        ["VAULT_ADDR"] = IsAddress,
    };

    /// <summary>The names of the variables, in ordinal order.</summary>
    public static IEnumerable<string> Names => s_forms.Keys.Order(StringComparer.Ordinal);

    /// <summary>The values of variables that are secret, or could be.</summary>
    public static IEnumerable<string> SecretsOf(IEnumerable<KeyValuePair<string, string>> variables) =>
        variables.Where(variable => !Contains(variable.Key, variable.Value)).Select(variable => variable.Value);

    /// <summary>Whether a variable is no secret.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static bool Contains(string name, string value) =>
        s_forms.TryGetValue(name, out Func<string, bool>? isPublic) && isPublic(value);

    private static bool IsId(string text) => Guid.TryParseExact(text, "D", out _);

    private static bool IsTenant(string text) => IsId(text) || Domain().IsMatch(text);

    // A path can be secret only if it has the content of a file, which has lines.
    private static bool IsPath(string text) => Path.IsPathFullyQualified(text) && !text.Any(char.IsControl);

    // User information, parameters and a query can have passwords and signatures.
    private static bool IsAddress(string text) => Address().IsMatch(text);

    [GeneratedRegex(@"\A[a-z][a-z0-9+.-]*://[^\s@?#;%\x00-\x1f\x7f]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A([0-9a-z-]{1,63}\.)+[a-z]{2,24}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Domain();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]{3,15}){1,3}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Region();

    // Longer ones may have been created together with their password.
    [GeneratedRegex(@"\A[a-z_][a-z_]{0,30}\z", RegexOptions.CultureInvariant)]
    private static partial Regex User();
}
