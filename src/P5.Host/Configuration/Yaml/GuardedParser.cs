using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace P5.Host.Configuration.Yaml;

/// <summary>
/// YamlDotNet's parser with one kind of failure. For some invalid files (a tag that is no URI, for one) it lets out
/// what its own pieces throw.
/// </summary>
internal sealed class GuardedParser : IParser
{
    private readonly Parser _parser;

    /// <summary>Parses a text.</summary>
    public GuardedParser(string text) => _parser = new Parser(new PeekingScanner(new Scanner(new StringReader(text))));

    /// <inheritdoc/>
    public ParsingEvent? Current => _parser.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">The file is not valid YAML.</exception>
    public bool MoveNext()
    {
        Mark reached = _parser.Current?.End ?? Mark.Empty;
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            throw new YamlException(reached, reached, "What follows here cannot be read.", exception);
        }
    }
}
