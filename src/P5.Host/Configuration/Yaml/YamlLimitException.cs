namespace P5.Host;

/// <summary>A file would mean more than anybody's configuration does: its reading ends.</summary>
/// <param name="position">Where that shows.</param>
/// <param name="message">Which limit there is.</param>
internal sealed class YamlLimitException(ConfigPosition position, string message) : Exception(message)
{
    public ConfigPosition Position { get; } = position;
}
