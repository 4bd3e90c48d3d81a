using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// The caller's redactor. If it fails, nothing of the text is shown; the pipe is read on, or the plugin would stand
/// still for a mistake in the caller's code.
/// </summary>
internal sealed class GuardedRedactor(IRedactor redactor, ILogger logger) : IRedactor
{
    internal const string Placeholder = "(not shown: the redactor failed)";

    public string Redact(string text, string before = "", bool goesOn = false)
    {
        try
        {
            return redactor.Redact(text, before, goesOn);
        }
        catch (Exception failure)
        {
            logger.RedactorFailed(failure);
            return Placeholder;
        }
    }
}
