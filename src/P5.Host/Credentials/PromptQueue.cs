namespace P5.Host;

/// <summary>Asks one question at a time in this process, because all callers have the same terminal.</summary>
internal static class PromptQueue
{
    private static readonly SemaphoreSlim s_turn = new(1, 1);

    /// <summary>Asks the user after the questions that are asked already.</summary>
    /// <param name="ask">Asks; null if there is no user.</param>
    /// <param name="prompt">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer; null if no one can answer.</returns>
    public static async Task<string?> AskAsync(
        Func<string, CancellationToken, Task<string?>>? ask, string prompt, CancellationToken cancellationToken)
    {
        if (ask is null)
        {
            return null;
        }

        await s_turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask(prompt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            s_turn.Release();
        }
    }
}
