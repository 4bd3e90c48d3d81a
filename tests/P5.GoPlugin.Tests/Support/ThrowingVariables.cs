using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P5.GoPlugin.Tests;

/// <summary>Variables that fail when a process is about to be started, as the operating system can.</summary>
internal sealed class ThrowingVariables(Exception failure) : IReadOnlyDictionary<string, string?>
{
    public IEnumerable<string> Keys => throw failure;

    public IEnumerable<string?> Values => throw failure;

    public int Count => throw failure;

    public string? this[string key] => throw failure;

    public bool ContainsKey(string key) => throw failure;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string? value) => throw failure;

    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => throw failure;

    IEnumerator IEnumerable.GetEnumerator() => throw failure;
}

/// <summary>A clock that fails as a lack of keys does, when a certificate needs the time.</summary>
internal sealed class ThrowingTime(Exception failure) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => throw failure;
}
