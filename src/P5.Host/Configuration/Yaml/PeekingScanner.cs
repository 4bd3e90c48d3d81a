using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace P5.Host.Configuration.Yaml;

/// <summary>
/// A scanner whose next token can be looked at more than once. YamlDotNet's loses a token at each further look, and
/// its parser looks twice behind an anchored scalar in a flow mapping, so that <c>{a: &amp;x 1, b: 2}</c> fails.
/// </summary>
internal sealed class PeekingScanner(IScanner scanner) : IScanner
{
    private bool _hasToken;

    /// <inheritdoc/>
    public Mark CurrentPosition => scanner.CurrentPosition;

    /// <inheritdoc/>
    public Token? Current => scanner.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (Current is not null)
        {
            ConsumeCurrent();
        }

        return MoveNextWithoutConsuming();
    }

    /// <inheritdoc/>
    public bool MoveNextWithoutConsuming()
    {
        // Behind the end the parser wants to see that nothing follows.
        if (!_hasToken || Current is StreamEnd)
        {
            _hasToken = scanner.MoveNextWithoutConsuming();
        }

        return _hasToken;
    }

    /// <inheritdoc/>
    public void ConsumeCurrent()
    {
        _hasToken = false;
        scanner.ConsumeCurrent();
    }
}
