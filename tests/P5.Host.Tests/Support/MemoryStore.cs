using System.Collections.Concurrent;
using P5.Sources;

namespace P5.Host.Tests;

/// <summary>What a source keeps for itself, in memory.</summary>
internal sealed class MemoryStore : ISourceStore
{
    /// <summary>The secrets by name.</summary>
    public ConcurrentDictionary<string, byte[]> Stored { get; } = new();

    public Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(Stored.GetValueOrDefault(name));

    public Task<bool> WriteAsync(
        string name, ReadOnlyMemory<byte> secret, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Stored[name] = secret.ToArray();
        return Task.FromResult(true);
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        Stored.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
