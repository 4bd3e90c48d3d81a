using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// A failure that a user can act on: what went wrong and where, with a stable id and the next step. It never
/// contains the value of a credential. Its texts may contain names from files and reasons from plugins: control
/// characters are escaped (<see cref="SafeText.Message"/>).
/// </summary>
/// <param name="errorId">One of <see cref="ErrorIds"/>.</param>
/// <param name="message">What went wrong, and where. A long one is cut: it may contain a text of a plugin.</param>
/// <param name="recommendedAction">What the user can do about it, one sentence.</param>
/// <param name="innerException">The cause, or null.</param>
/// <param name="lines">The reason of a plugin or a command, of any number of lines; it follows the message.</param>
/// <param name="actionLines">Lines to copy, which follow the recommended action.</param>
public class P5Exception(
    string errorId,
    string message,
    string recommendedAction,
    Exception? innerException = null,
    string lines = "",
    string actionLines = "")
    : Exception(SafeText.Message(message, lines), innerException)
{
    /// <summary>One of <see cref="ErrorIds"/>.</summary>
    public string ErrorId { get; } = errorId;

    /// <summary>What the user can do about it.</summary>
    public string RecommendedAction { get; } =
        SafeText.Message(recommendedAction) + SafeText.Lines(actionLines);

    /// <summary>The plugin's name in the configuration, or null if the failure is not one plugin's.</summary>
    public string? PluginName { get; init; }
}
