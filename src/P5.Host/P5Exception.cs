using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// A failure that a user can act on: what went wrong and where, with a stable id and the next step. It never
/// contains the value of a credential. Its texts may contain names from files and reasons from plugins: control
/// characters are escaped (<see cref="SafeText.Lines"/>).
/// </summary>
/// <param name="errorId">One of <see cref="ErrorIds"/>.</param>
/// <param name="message">What went wrong, and where. A long one is cut: it may contain a text of a plugin.</param>
/// <param name="recommendedAction">What the user can do about it, one sentence.</param>
/// <param name="innerException">The cause, or null.</param>
public class P5Exception(string errorId, string message, string recommendedAction, Exception? innerException = null)
    : Exception(Show(message), innerException)
{
    /// <summary>One of <see cref="ErrorIds"/>.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What the user can do about it.</summary>
    public string RecommendedAction { get; } = Show(recommendedAction);

    /// <summary>The plugin's name in the configuration, or null if the failure is not one plugin's.</summary>
    public string? PluginName { get; init; }

    // Cut before, so that little is escaped, and after, because an escape has six characters.
    private static string Show(string text) => SafeText.Limit(SafeText.Lines(SafeText.Limit(text)));
}
