using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P5.GoPlugin.Tests;

/// <summary>
/// Variables that can be read once, to check the options, and fail when the process is about to be started, as the
/// operating system can.
/// </summary>
internal sealed class ThrowingVariables(Exception failure) : IReadOnlyDictionary<string, string?>
{
    private bool _isChecked;

    public IEnumerable<string> Keys => throw failure;

    public IEnumerable<string?> Values => throw failure;

    public int Count => throw failure;

    public string? this[string key] => throw failure;

    public bool ContainsKey(string key) => throw failure;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string? value) => throw failure;

    public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => _isChecked
        ? throw failure
        : Check();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<KeyValuePair<string, string?>> Check()
    {
        _isChecked = true;
        return Enumerable.Empty<KeyValuePair<string, string?>>().GetEnumerator();
    }
}
