namespace P5.Sources;

/// <summary>The user, for whom a source runs. Thread-safe.</summary>
public interface ISourceUser
{
    /// <summary>
    /// Gets whether someone can answer in this session. If not, a source that needs the user fails at once, and says
    /// what to run where.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether someone can.</returns>
    Task<bool> IsPresentAsync(CancellationToken cancellationToken);

    /// <summary>Shows a line, as if a plugin had printed it; never on standard output.</summary>
    /// <param name="line">The line. The host masks known secrets and escapes control characters.</param>
    void Show(string line);

    /// <summary>
    /// Asks for a text that is not shown while it is typed, such as a code. The process asks one question at a time.
    /// </summary>
    /// <param name="prompt">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The text; null if no one can answer.</returns>
    Task<string?> AskAsync(string prompt, CancellationToken cancellationToken);
}
