using System.Globalization;
using System.Runtime.CompilerServices;
using SharpYaml;
using SharpYaml.Events;

namespace P5.Host;

/// <summary>
/// Reads the first document of a YAML file: aliases and merge keys are carried out, equal keys are an error, and a file
/// whose aliases expand too far, or that nests too deeply, is rejected before that happens.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Far deeper than configuration goes, and shallow enough for recursion.</summary>
    private const int MaximumDepth = 128;

    /// <summary>Values and characters, aliases written out: what no file reaches without them.</summary>
    private const long MaximumSize = 2 * ConfigFileText.MaximumBytes;

    private readonly ConfigFileText _source;
    private readonly EventReader _events;

    // Null while the anchor's own value is still being read.
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    private YamlReader(ConfigFileText source, IParser parser)
    {
        _source = source;
        _events = new EventReader(parser);
    }

    /// <summary>
    /// Compiles the library's regular expression of anchors ahead of its first use, which takes longer than most files.
    /// </summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(NodeEvent).TypeHandle);

    /// <summary>
    /// The first document's value, or null if the file has none or is not valid YAML, which is reported.
    /// </summary>
    public static ConfigValue? Read(ConfigFileText source) => Read(source, new GuardedParser(source.Text));

    /// <summary>The first document's value, or null if the file has none.</summary>
    /// <exception cref="ConfigurationException">The file is not valid YAML.</exception>
    public static ConfigValue? ReadStrict(ConfigFileText source) => ReadStrict(source, new GuardedParser(source.Text));

    /// <inheritdoc cref="ReadStrict(ConfigFileText)"/>
    /// <param name="source">The file.</param>
    /// <param name="parser">Parses the file's text, for a caller that needs the events too.</param>
    public static ConfigValue? ReadStrict(ConfigFileText source, IParser parser)
    {
        ConfigValue? value = Read(source, parser);
        source.Diagnostics.ThrowIfError();
        return value;
    }

    private static ConfigValue? Read(ConfigFileText source, IParser parser)
    {
        try
        {
            ConfigValue? value = new YamlReader(source, parser).ReadDocument();
            return source.HasErrors ? null : value;
        }
        catch (YamlException exception)
        {
            source.ReportMalformed(
                exception.Start.Line + 1,
                exception.Start.Column + 1,
                key: null,
                $"This is not valid YAML: {YamlProblem.Describe(exception)}",
                exception);
        }
        catch (YamlLimitException exception)
        {
            source.ReportMalformed(exception.Position, key: null, exception.Message);
        }

        return null;
    }

    private ConfigValue? ReadDocument()
    {
        _events.Expect<StreamStart>();
        return _events.Allow<DocumentStart>() is null ? null : ReadNode().Value;
    }

    private YamlNode ReadNode()
    {
        if (_events.Allow<AnchorAlias>() is { } alias)
        {
            return ReadAlias(alias);
        }

        var current = _events.Peek<NodeEvent>()!;

        string? anchor = current.Anchor;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        ConfigPosition position = PositionOf(current);
        if (++_depth > MaximumDepth)
        {
            throw TooDeep(position);
        }

        YamlNode result = current switch
        {
            SequenceStart => ReadSequence(position),
            MappingStart => ReadMapping(position),
            _ => ReadScalar(position),
        };
        _depth--;
        if (anchor is not null)
        {
            _anchors[anchor] = result;
        }

        return result;
    }

    private YamlNode ReadAlias(AnchorAlias alias)
    {
        ConfigPosition position = PositionOf(alias);
        string name = alias.Value;
        if (_anchors.TryGetValue(name, out YamlNode? target) && target is not null)
        {
            return target;
        }

        _source.ReportMalformed(
            position,
            key: null,
            _anchors.ContainsKey(name)
                ? "The alias is inside its own anchor."
                : "A text that begins with * is an alias, and the file has no such anchor. "
                    + "Quote it if it is plain text.");
        return new YamlNode(new ConfigNull(position), Size: 1, Depth: 1);
    }

    private YamlNode ReadScalar(ConfigPosition position)
    {
        Scalar scalar = _events.Expect<Scalar>();
        string? tag = TagOf(scalar);
        if (scalar.Style == ScalarStyle.DoubleQuoted && HasSurrogateEscape(scalar))
        {
            _source.ReportMalformed(position, key: null, YamlProblem.HalfCharacter);
        }

        ConfigValue? value = YamlScalar.Read(position, tag, scalar.Style == ScalarStyle.Plain, scalar.Value);
        if (value is null)
        {
            _source.ReportMalformed(
                position, key: null, $"This value does not match its tag {ShortForm(tag)}.");
            value = new ConfigText(position, scalar.Value) { Raw = scalar.Value };
        }

        if (_source.Stage == ConfigurationStage.Program && value is ConfigFloat { Value: 0 })
        {
            // The reference implementation rewrites Pulumi.yaml before it reads it, which costs -0.0 its sign.
            value = new ConfigInteger(position, 0) { Raw = value.Raw };
        }

        return new YamlNode(value, 1 + scalar.Value.Length, Depth: 1);
    }

    private YamlNode ReadSequence(ConfigPosition position)
    {
        _events.Expect<SequenceStart>();
        var items = new List<ConfigValue>();
        var extent = new YamlSizeBudget();
        while (_events.Allow<SequenceEnd>() is null)
        {
            YamlNode item = ReadNode();
            items.Add(item.Value);
            extent.Add(item);
            Check(extent, position);
        }

        return new YamlNode(new ConfigList(position, items), extent.Size, extent.Depth);
    }

    private YamlNode ReadMapping(ConfigPosition position)
    {
        _events.Expect<MappingStart>();
        var mapping = new YamlMapping(_source);
        var extent = new YamlSizeBudget();
        while (_events.Allow<MappingEnd>() is null)
        {
            bool isMerge = _events.Peek<Scalar>() is { Value: "<<" } scalar && IsMergeKey(scalar);
            YamlNode key = ReadNode();
            YamlNode value = ReadNode();
            extent.Add(key);
            extent.Add(value);
            Check(extent, position);
            if (isMerge)
            {
                mapping.Merge(key.Value, value.Value);
            }
            else
            {
                mapping.Add(key.Value, value.Value);
            }
        }

        return new YamlNode(mapping.ToMap(position), extent.Size, extent.Depth);
    }

    private static void Check(YamlSizeBudget extent, ConfigPosition position)
    {
        if (extent.Size > MaximumSize)
        {
            throw new YamlLimitException(
                position,
                "With its aliases, this exceeds 33 million values and characters.");
        }

        if (extent.Depth > MaximumDepth)
        {
            throw TooDeep(position);
        }
    }

    private static YamlLimitException TooDeep(ConfigPosition position) =>
        new(position, $"Values must not be nested more than {MaximumDepth} deep.");

    private ConfigPosition PositionOf(ParsingEvent parsed) =>
        new(_source.File, parsed.Start.Line + 1, parsed.Start.Column + 1);

    /// <summary>
    /// Whether a text in double quotes has an escape between U+D800 and U+DFFF, which the reference implementation
    /// rejects. The library combines any two of which the first is a high surrogate into a character.
    /// </summary>
    private bool HasSurrogateEscape(Scalar scalar)
    {
        ReadOnlySpan<char> rest = _source.Text.AsSpan(scalar.Start.Index..scalar.End.Index);
        for (int at = rest.IndexOf('\\'); at >= 0; at = rest.IndexOf('\\'))
        {
            rest = rest[(at + 1)..];
            int digits = rest[0] switch { 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0
                && int.Parse(rest.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                    is >= 0xD800 and <= 0xDFFF)
            {
                return true;
            }

            rest = rest[(1 + digits)..];
        }

        return false;
    }

    private static bool IsMergeKey(Scalar scalar) =>
        TagOf(scalar) is { } tag
            ? tag == "tag:yaml.org,2002:merge"
            : scalar.Style == ScalarStyle.Plain;

    // A lone "!" has no meaning.
    private static string? TagOf(Scalar scalar) =>
        scalar.Tag is "!" ? null : scalar.Tag;

    private static string ShortForm(string? tag) =>
        tag?.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal) ?? "";
}
