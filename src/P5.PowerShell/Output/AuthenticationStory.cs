using P5.Host;

namespace P5.PowerShell;

/// <summary>Says for the verbose stream what happens on the way to credentials: names and times, never a value.</summary>
internal static class AuthenticationStory
{
    /// <summary>Says that a plugin is asked, and of what process.</summary>
    /// <param name="plugin">How the plugin stood before.</param>
    /// <returns>The sentence.</returns>
    public static string TellAsked(PluginStatus plugin)
    {
        string how = plugin switch
        {
            { Kind: PluginKind.Builtin } => "it is built in",
            { ProcessId: { } id } => $"its process {id} runs",
            _ => $"'{plugin.Configuration.Command}' is started",
        };
        return $"Plugin '{plugin.Configuration.Name}' is asked; {how}.";
    }

    /// <summary>Says what came of it.</summary>
    /// <param name="result">What came.</param>
    /// <param name="elapsed">How long the answer took; null where the plugin was not asked.</param>
    /// <returns>The sentence.</returns>
    public static string Tell(AuthenticationResult result, TimeSpan? elapsed)
    {
        string plugin = $"Plugin '{result.PluginName}'";
        string after = elapsed is { } time ? $" after {time.TotalMilliseconds:0} ms" : "";
        return result switch
        {
            { Credential: null } => $"{plugin} gave no credential{after}.",
            { FromCache: true } => $"{plugin} is not asked: the credential that it gave still holds, {Expiry(result.Credential)}.",
            _ => $"{plugin} gave {VariableList.Of(result.Credential.VariableNames)}{after}; {Expiry(result.Credential)}.",
        };
    }

    private static string Expiry(PluginCredential credential) => credential switch
    {
        { AlwaysAsk: true } => "it wants to be asked every time",
        { ExpiresAt: null } => "it never expires",
        _ => $"it expires {ExpiryText.Of(credential.ExpiresAt?.LocalDateTime)}",
    };
}
