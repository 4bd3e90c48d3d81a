namespace P5.Host;

/// <summary>
/// A value with what writing it out in full would take: aliases share values, so little YAML can mean much.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Size">Its values and characters, each alias counted as if written out.</param>
/// <param name="Depth">1 for a scalar, one more for each list or map around it.</param>
internal sealed record YamlNode(ConfigValue Value, long Size, int Depth);
