using P5.Host;

namespace P5.PowerShell;

/// <summary>The verbose lines on the way to credentials: names and times, never a value.</summary>
internal static class VerboseMessages
{
    /// <summary>A plugin is asked.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="processId">The id of its running process; null if none is running.</param>
    /// <returns>The sentence.</returns>
    public static string Asking(PluginConfiguration plugin, int? processId)
    {
        string how = plugin.Kind == PluginKind.Builtin ? "it is built in"
            : processId is { } id ? $"its process {id} runs"
            : $"'{plugin.Command}' is started";
        return $"Plugin '{plugin.Name}' is asked; {how}.";
    }

    /// <summary>A plugin answered, or its cached credential is used.</summary>
    /// <param name="result">The result.</param>
    /// <param name="elapsed">How long the answer took; null if the plugin was not asked.</param>
    /// <returns>The sentence.</returns>
    public static string Answered(AuthenticationResult result, TimeSpan? elapsed)
    {
        string plugin = $"Plugin '{result.PluginName}'";
        string after = elapsed is { } time ? $" after {time.TotalMilliseconds:0} ms" : "";
        return result switch
        {
            { Credential: null } => $"{plugin} gave no credential{after}.",
            { FromCache: true } =>
                $"{plugin} is not asked: the credential that it gave still holds, {Expiry(result.Credential)}.",
            _ =>
                $"{plugin} gave {VariableList.Of(result.Credential.VariableNames)}{after}; {Expiry(result.Credential)}.",
        };
    }

    private static string Expiry(PluginCredential credential) => credential switch
    {
        { AlwaysAsk: true } => "it wants to be asked every time",
        { ExpiresAt: null } => "it never expires",
        _ => $"it expires {ExpiryText.Of(credential.ExpiresAt?.LocalDateTime)}",
    };
}
