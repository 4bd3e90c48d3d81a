using SharpYaml;
using SharpYaml.Events;

namespace P5.Host;

/// <summary>
/// SharpYaml's parser with one kind of failure. For an escape that is half of a surrogate pair it throws
/// <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
internal sealed class GuardedParser : IParser
{
    private readonly IParser _parser;

    /// <summary>Parses a text.</summary>
    /// <param name="text">
    /// A text; the depth of its values is not limited here, since <see cref="YamlReader"/> limits it with a sentence of
    /// its own.
    /// </param>
    public GuardedParser(string text) => _parser = Parser.CreateParser(new StringReader(text), int.MaxValue);

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
        catch (ArgumentOutOfRangeException exception)
        {
            throw new YamlException(reached, reached, exception.Message, exception);
        }
    }
}
