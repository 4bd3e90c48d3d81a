using System.Collections.Concurrent;
using P5.Sources;

namespace P5.Host;

/// <summary>The part of the credential store that belongs to one source, for one request.</summary>
/// <param name="store">The store, which is opened when the source first uses it.</param>
/// <param name="plugin">The source, as configured.</param>
/// <param name="context">What is requested.</param>
/// <param name="secretsProvider">The stack's provider of secrets.</param>
/// <param name="options">The request.</param>
/// <param name="timeProvider">The clock of lifetimes.</param>
internal sealed class SourceStore(
    CredentialStore store,
    PluginConfiguration plugin,
    AuthenticationContext context,
    string secretsProvider,
    AuthenticationOptions options,
    TimeProvider timeProvider) : ISourceStore
{
    private readonly ConcurrentQueue<P5Exception> _problems = [];

    /// <summary>What the user has to know of the store.</summary>
    public IReadOnlyList<P5Exception> Problems => [.. _problems];

    /// <inheritdoc />
    public Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken) =>
        UseAsync(name, (open, identity) => open.Find(identity)?.Secret, cancellationToken);

    /// <inheritdoc />
    public Task<bool> WriteAsync(
        string name, ReadOnlyMemory<byte> secret, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        UseAsync(
            name,
            (open, identity) =>
            {
                open.Write(identity with { ObtainedAt = timeProvider.GetUtcNow(), ExpiresAt = expiresAt }, secret.Span);
                return true;
            },
            cancellationToken);

    /// <inheritdoc />
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => UseAsync(
        name,
        (open, identity) =>
        {
            open.Remove(identity);
            return true;
        },
        cancellationToken);

    private async Task<T?> UseAsync<T>(
        string name, Func<OpenStore, StoredItem, T> action, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        try
        {
            return await store.OpenAsync(options.AskInTurnAsync, cancellationToken).ConfigureAwait(false) is { } open
                ? action(open, open.Identify(plugin, context, secretsProvider) with { Name = name })
                : default;
        }
        catch (P5Exception exception)
        {
            _problems.Enqueue(exception);
            return default;
        }
    }
}
