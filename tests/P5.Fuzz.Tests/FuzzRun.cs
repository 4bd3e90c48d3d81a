using System.Collections.Concurrent;
using System.Diagnostics;

namespace P5.Fuzz.Tests;

/// <summary>Tries many cases of one target, several at once, and measures the memory meanwhile.</summary>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options)
{
    private const long MemoryLimit = 300_000_000;

    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("p5f-");
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentDictionary<int, bool> _running = new();
    private readonly List<string> _failures = [];
    private readonly Lock _gate = new();
    private int _done;
    private long _peakHeap;
    private long _peakResident;

    /// <summary>Tries all cases.</summary>
    /// <returns>What failed, each with how to repeat it.</returns>
    internal async Task<FuzzResult> RunAsync()
    {
        long start = Stopwatch.GetTimestamp();
        using var measuring = new CancellationTokenSource();
        Task memory = MeasureAsync(measuring.Token);
        await Parallel.ForEachAsync(
            Enumerable.Range(options.First, options.Count),
            new ParallelOptions { MaxDegreeOfParallelism = target.Parallelism },
            async (number, _) =>
            {
                if (options.Limit is null || Stopwatch.GetElapsedTime(start) < options.Limit)
                {
                    await TryAsync(number);
                }
            });
        await measuring.CancelAsync();
        await memory;
        if (_failures.Count == 0)
        {
            _root.Delete(recursive: true);
        }

        return new FuzzResult(_done, Stopwatch.GetElapsedTime(start), _failures)
        {
            Outcomes = _outcomes,
            PeakHeap = _peakHeap,
            PeakResident = _peakResident,
            FinalHeap = GC.GetTotalMemory(forceFullCollection: true),
        };
    }

    private async Task TryAsync(int number)
    {
        // The folder names the case, and stays behind if the case ends this process.
        DirectoryInfo folder = _root.CreateSubdirectory($"{target.Name[0]}-{options.Seed}-{number}");
        var random = new Random(unchecked((options.Seed * 1_000_003) + number));
        _running[number] = true;
        try
        {
            await target.RunAsync(new FuzzCase(random, folder.FullName, options.Patience, Count));
            folder.Delete(recursive: true);
        }
        catch (Exception failure)
        {
            Report($"case {number}: {failure}", number, folder);
        }

        _running.TryRemove(number, out _);
        Interlocked.Increment(ref _done);
    }

    private void Count(string outcome) => _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);

    private void Report(string problem, int number, DirectoryInfo folder)
    {
        string arguments = $"fuzz {target.Name} --seed {options.Seed} --case {number}";
        lock (_gate)
        {
            _failures.Add(
                $"""
                FAILED {target.Name}, seed {options.Seed}, {problem}
                  input:  {folder.FullName}
                  repeat: dotnet run --project tests/P5.Fuzz.Tests -- {arguments}
                """);
        }
    }

    private void ReportMemory(long heap)
    {
        if (heap > MemoryLimit)
        {
            string running = string.Join(", ", _running.Keys.Order());
            lock (_gate)
            {
                _failures.Add(
                    $"FAILED {target.Name}, seed {options.Seed}: {heap / 1_000_000} MB in use; cases {running}");
            }
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_sampling);
        while (!cancellationToken.IsCancellationRequested)
        {
            long heap = GC.GetTotalMemory(forceFullCollection: false);
            if (heap > MemoryLimit)
            {
                // Only what is in use counts. When garbage is collected is the runtime's decision.
                heap = GC.GetTotalMemory(forceFullCollection: true);
                ReportMemory(heap);
            }

            _peakHeap = Math.Max(_peakHeap, heap);
            _peakResident = Math.Max(_peakResident, Environment.WorkingSet);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}

/// <summary>What came of a run.</summary>
/// <param name="Done">How many cases were tried.</param>
/// <param name="Elapsed">How long they took.</param>
/// <param name="Failures">What failed.</param>
internal sealed record FuzzResult(int Done, TimeSpan Elapsed, IReadOnlyList<string> Failures)
{
    /// <summary>How often each outcome came.</summary>
    internal required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>The largest size of the managed heap in bytes, garbage included.</summary>
    internal required long PeakHeap { get; init; }

    /// <summary>The largest working set in bytes.</summary>
    internal required long PeakResident { get; init; }

    /// <summary>The managed heap at the end, without garbage.</summary>
    internal required long FinalHeap { get; init; }

    /// <summary>The figures in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Done} cases in {Elapsed.TotalSeconds:0.0} s, {Failures.Count} failures; ")
        + FormattableString.Invariant(
        $"heap at most {PeakHeap / 1e6:0} MB, {FinalHeap / 1e6:0} MB at the end; resident {PeakResident / 1e6:0} MB");
}
