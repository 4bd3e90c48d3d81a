using System.Globalization;

namespace P5.Fuzz.Tests;

/// <summary>The fuzz program by hand.</summary>
internal static class FuzzCommand
{
    private const string Usage =
        "usage: fuzz files|conversations [--seed N] [--count N] [--minutes N] [--case N] [--patience N]";

    private const int MinutesBatch = 1_000_000;

    /// <summary>Tries the cases of a command line and prints what failed.</summary>
    /// <param name="args">The arguments after <see cref="FuzzOptions.Argument"/>.</param>
    /// <returns>0 if nothing failed, 1 if something did, 2 for a wrong command line.</returns>
    internal static async Task<int> RunAsync(string[] args)
    {
        IFuzzTarget? target = args.FirstOrDefault() switch
        {
            "files" => new FileTarget(),
            "conversations" => new ConversationTarget(),
            _ => null,
        };
        if (target is null || Parse(args[1..]) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        FuzzResult result = await new FuzzRun(target, options).RunAsync();
        foreach (string failure in result.Failures)
        {
            Console.WriteLine(failure);
        }

        foreach ((string outcome, int count) in result.Outcomes.OrderByDescending(pair => pair.Value))
        {
            Console.WriteLine($"{count,6} {outcome}");
        }

        Console.WriteLine($"{target.Name}, seed {options.Seed}: {result}");
        return result.Failures.Count == 0 ? 0 : 1;
    }

    private static FuzzOptions? Parse(string[] args)
    {
        var options = new FuzzOptions { Count = 1000 };
        foreach (string[] pair in args.Chunk(2))
        {
            if (pair is not [string name, string text]
                || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return null;
            }

            FuzzOptions? changed = name switch
            {
                "--seed" => options with { Seed = value },
                "--count" => options with { Count = value },
                "--minutes" => options with { Limit = TimeSpan.FromMinutes(value), Count = MinutesBatch },
                "--case" => options with { First = value, Count = 1 },
                "--patience" => options with { Patience = value },
                _ => null,
            };
            if (changed is null)
            {
                return null;
            }

            options = changed;
        }

        return options;
    }
}
