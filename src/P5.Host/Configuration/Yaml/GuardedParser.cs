using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace P5.Host.Configuration.Yaml;

/// <summary>
/// YamlDotNet's parser with one kind of failure. For some invalid files (a tag that is no URI, for one) it lets out
/// what its own pieces throw.
/// </summary>
internal sealed class GuardedParser(IParser parser) : IParser
{
    /// <inheritdoc/>
    public ParsingEvent? Current => parser.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">The file is not valid YAML.</exception>
    public bool MoveNext()
    {
        Mark reached = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            throw new YamlException(reached, reached, "What follows here cannot be read.", exception);
        }
    }
}
