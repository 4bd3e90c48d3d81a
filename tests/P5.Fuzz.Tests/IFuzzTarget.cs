namespace P5.Fuzz.Tests;

/// <summary>Something that is tried with many mutated inputs.</summary>
internal interface IFuzzTarget
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>How many cases are tried at once.</summary>
    int Parallelism { get; }

    /// <summary>Tries one case. It fails with any exception but those that P5 documents.</summary>
    /// <param name="fuzzCase">The case.</param>
    Task RunAsync(FuzzCase fuzzCase);
}

/// <summary>One case.</summary>
/// <param name="Random">The random numbers of this case.</param>
/// <param name="Folder">An empty folder. The input is written there before it is tried.</param>
/// <param name="Patience">See <see cref="FuzzOptions.Patience"/>.</param>
/// <param name="Count">Counts an outcome.</param>
internal sealed record FuzzCase(Random Random, string Folder, int Patience, Action<string> Count)
{
    /// <summary>A message is shown on a screen. Long texts of a file or a plugin do not belong there.</summary>
    private const int LongestMessage = 5_000;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <summary>Adds texts that are longer than anybody writes, and shorter than the limits of the readers.</summary>
    internal Mutator Mutator { get; } = new(Random, longest: 200_000);

    /// <summary>Counts an outcome, which shows how far the cases come.</summary>
    /// <param name="outcome">Its name, or the id of an error.</param>
    /// <param name="message">The message that the user gets; "" for none.</param>
    /// <exception cref="FuzzException">The message is too long.</exception>
    internal void Note(string outcome, string message = "")
    {
        Count(outcome);
        if (message.Length > LongestMessage)
        {
            throw new FuzzException($"a message has {message.Length} characters: {message[..1000]}");
        }
    }

    /// <summary>Does one step of the case, on another thread, and waits two seconds for it.</summary>
    /// <param name="step">Its name, in failures.</param>
    /// <param name="work">The step.</param>
    /// <param name="allowed">How long the step waits by itself, such as for a timeout of its own.</param>
    /// <exception cref="FuzzException">It took longer, or failed with another exception.</exception>
    internal async Task<T> StepAsync<T>(string step, Func<Task<T>> work, TimeSpan allowed = default)
    {
        try
        {
            return await Task.Run(work).WaitAsync((allowed + s_limit) * Patience);
        }
        catch (TimeoutException failure)
        {
            throw new FuzzException($"{step} hangs", failure);
        }
        catch (Exception failure) when (failure is not FuzzException)
        {
            throw new FuzzException($"{step} threw an exception that is not documented", failure);
        }
    }

    /// <inheritdoc cref="StepAsync{T}"/>
    internal Task StepAsync(string step, Func<Task> work, TimeSpan allowed = default) => StepAsync(
        step,
        async () =>
        {
            await work();
            return true;
        },
        allowed);
}

/// <summary>A case failed.</summary>
internal sealed class FuzzException(string message, Exception? innerException = null)
    : Exception(message, innerException);
