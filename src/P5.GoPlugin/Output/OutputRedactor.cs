using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// Applies the caller's redactor. If the redactor throws or returns null, the whole text is withheld and reading
/// continues: a bug in the caller's code must not block the plugin.
/// </summary>
/// <param name="redactor">The caller's; null leaves texts unchanged.</param>
/// <param name="logger">Logs the redactor's failures.</param>
internal sealed class OutputRedactor(IRedactor? redactor, ILogger logger)
{
    internal const string Placeholder = "(not shown: the redactor failed)";

    /// <summary>Redacts a whole text.</summary>
    internal string Redact(string text) => Redact(text, before: "");

    /// <summary>Creates the redaction of one stream whose long lines arrive in pieces.</summary>
    internal PieceRedaction ForStream()
    {
        // As long as the longest piece.
        const int MaxRemembered = 64 * 1024;
        string before = "";
        return (text, goesOn) =>
        {
            string shown = Redact(text, before);
            before = goesOn && redactor is not null ? before + text : "";
            before = before[Math.Max(0, before.Length - MaxRemembered)..];
            return shown;
        };
    }

    private string Redact(string text, string before)
    {
        try
        {
            return redactor is null
                ? text
                : redactor.Redact(text, before)
                    ?? throw new InvalidOperationException("The redactor returned null.");
        }
        catch (Exception failure)
        {
            logger.RedactorFailed(failure);
            return Placeholder;
        }
    }
}

/// <summary>Redacts the next line, or piece of one, of a stream.</summary>
/// <param name="text">The line or piece.</param>
/// <param name="goesOn">Whether more of the line may follow.</param>
internal delegate string PieceRedaction(string text, bool goesOn);
