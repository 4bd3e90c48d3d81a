namespace P5.BenchHost;

/// <summary>What came of a measurement; the names are those of bench/go-host.</summary>
/// <param name="Time">The median, in microseconds for a warm call and in milliseconds for everything else.</param>
/// <param name="StopTime">The median of a plugin's end, in milliseconds; 0 if it was not measured.</param>
/// <param name="MemoryPerOne">The host's memory for each plugin, in KiB; 0 if it was not measured.</param>
/// <param name="AllocatedPerCall">The bytes that one call allocates; 0 if they were not counted.</param>
internal sealed record Measurement(
    double Time, double StopTime = 0, double MemoryPerOne = 0, double AllocatedPerCall = 0);
