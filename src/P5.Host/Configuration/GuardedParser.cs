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

    /// <summary>
    /// Parses a file. The depth of its values is not limited here, since <see cref="YamlReader"/> limits it with a
    /// sentence of its own.
    /// </summary>
    public GuardedParser(ConfigFileText source) =>
        _parser = Parser.CreateParser(new StringReader(InputOf(source)), int.MaxValue);

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

    /// <summary>The text with the spaces that the reference implementations read, and the same positions.</summary>
    private static string InputOf(ConfigFileText source) =>
        // JSON allows tabs everywhere between its values, and not in them.
        source.IsJson ? source.Text.Replace('\t', ' ')
        // A second byte order mark.
        : source.Text.StartsWith('\uFEFF') ? string.Concat(" ", source.Text.AsSpan(1))
        : source.Text;
}
