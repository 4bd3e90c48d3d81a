using System.Text;

namespace P5.Cli;

/// <summary>Asks the user at the terminal for a text that is not shown.</summary>
internal static class TerminalSecret
{
    /// <summary>Gets whether standard input and standard error are a terminal.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The text; null if standard input or standard error is not a terminal.</returns>
    public static Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
        CanAsk
            ? Task.Run(() => Ask(prompt), cancellationToken).WaitAsync(cancellationToken)
            : Task.FromResult<string?>(null);

    private static string? Ask(string prompt)
    {
        // What was typed before the question does not answer it.
        while (Console.KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }

        Console.Error.Write($"{prompt}: ");
        var text = new StringBuilder();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
