using System.Diagnostics;

namespace P5.Soak;

/// <summary>What this process holds at one moment.</summary>
internal sealed record Footprint(int Handles, int Threads, long Managed, long Resident)
{
    internal const string Header = "|  | handles | threads | managed | resident |\n|---|---|---|---|---|";

    /// <summary>Counts, after a full garbage collection.</summary>
    internal static Footprint Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return new Footprint(
            self.HandleCount, self.Threads.Count, GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64);
    }

    /// <summary>As a row of a table, the memory in MB.</summary>
    internal string Format(string moment) =>
        $"| {moment} | {Handles} | {Threads} | {Managed / 1e6:0.0} MB | {Resident / 1e6:0.0} MB |";
}
