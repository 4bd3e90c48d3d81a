using System.Collections.Concurrent;
using P5.Checks;
using P5.GoPlugin.Checks;

namespace P5.Host.Tests;

/// <summary>
/// Checks each mode of <c>tests/plugins/faulty</c> once, a few side by side: most of the time goes by in waiting.
/// </summary>
public sealed class FaultyRuns : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>They wait a rule's time out, and cost nothing meanwhile.</summary>
    private static readonly string[] s_hanging =
        ["waits-by-hand", "half-line", "silent", "stdio-blocks", "hang-in-call", "stuck-after-cancel"];

    private readonly SemaphoreSlim _free = new(4);
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<ConformanceCheck>>>> _runs = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p5f");

    /// <summary>Starts with the first question, as then all will be asked.</summary>
    public async Task<IReadOnlyList<ConformanceCheck>> CheckAsync(string mode)
    {
        foreach (string any in FaultyPluginTests.FailingRules.Select(row => row.Data.Item1)
            .Where(FaultyPluginTests.IsTriedHere))
        {
            _ = RunOf(any).Value;
        }

        return await RunOf(mode).Value.WaitAsync(s_patience);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values.Select(run => run.Value)).WaitAsync(s_patience);
        _free.Dispose();
        _folder.Delete(recursive: true);
    }

    private Lazy<Task<IReadOnlyList<ConformanceCheck>>> RunOf(string mode) => _runs.GetOrAdd(
        mode, _ => new Lazy<Task<IReadOnlyList<ConformanceCheck>>>(() => Task.Run(() => RunAsync(mode))));

    private async Task<IReadOnlyList<ConformanceCheck>> RunAsync(string mode)
    {
        var options = new PluginTestOptions
        {
            Command = Programs.Faulty,
            Arguments = mode == "outside-folder" ? [mode, _folder.FullName] : [mode],

            // Also a machine that is busy with other things starts a plugin in this time.
            RuleTimeout = TimeSpan.FromSeconds(30),
        };
        if (s_hanging.Contains(mode))
        {
            return await PluginTest.RunAsync(options).ToListAsync();
        }

        await _free.WaitAsync();
        try
        {
            return await PluginTest.RunAsync(options).ToListAsync();
        }
        finally
        {
            _free.Release();
        }
    }
}
