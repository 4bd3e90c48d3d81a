using P5.Host;

namespace P5.PowerShell;

/// <summary>The verbose lines about calls of plugins: names and times, never a value.</summary>
internal static class VerboseMessages
{
    /// <summary>A plugin is called.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="processId">The id of its running process; null if none is running.</param>
    public static string Calling(PluginConfiguration plugin, int? processId)
    {
        string how = plugin.Kind == PluginKind.Builtin ? "built in"
            : processId is { } id ? $"process {id}"
            : $"starting '{plugin.Command}'";
        return $"Calling plugin '{plugin.Name}' ({how}).";
    }

    /// <summary>A plugin answered, or its cached or stored credential is used.</summary>
    /// <param name="result">The result.</param>
    /// <param name="elapsed">How long the answer took; null if the plugin was not called.</param>
    public static string Answered(AuthenticationResult result, TimeSpan? elapsed)
    {
        string plugin = $"Plugin '{result.PluginName}'";
        string after = elapsed is { } time ? $" after {time.TotalMilliseconds:0} ms" : "";
        return result switch
        {
            { Credential: null } => $"{plugin} returned no credential{after}.",
            { FromCache: true } =>
                $"{plugin}: using the {(result.FromStore ? "stored" : "cached")} credential, which "
                + $"{Expiry(result.Credential)}.",
            _ =>
                $"{plugin} returned {VariableList.Of(result.Credential.VariableNames)}{after}; "
                + $"the credential {Expiry(result.Credential)}.",
        };
    }

    private static string Expiry(PluginCredential credential) => credential switch
    {
        { AlwaysAsk: true } => "is for one call only",
        { ExpiresAt: null } => "never expires",
        _ => $"expires {ExpiryText.Of(credential.ExpiresAt?.LocalDateTime)}",
    };
}
