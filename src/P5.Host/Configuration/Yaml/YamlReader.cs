using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using P5.Host.Configuration.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace P5.Host.Configuration.Yaml;

/// <summary>
/// Reads the first document of a YAML file: aliases and merge keys are carried out, equal keys are an error, and a
/// file that would grow or nest beyond all reason is refused before it does.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Far deeper than configuration goes, and shallow enough for recursion.</summary>
    private const int MaximumDepth = 128;

    /// <summary>Values and characters, aliases written out: what no file reaches without them.</summary>
    private const long MaximumSize = 2 * SourceText.MaximumBytes;

    private readonly SourceText _source;
    private readonly GuardedParser _parser;

    // Null while the anchor's own value is still being read.
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    private YamlReader(SourceText source)
    {
        _source = source;
        _parser = new GuardedParser(source.Text);
    }

    /// <summary>
    /// Does what the library does at its first use: it compiles a regular expression, which takes longer than most files.
    /// </summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(AnchorName).TypeHandle);

    /// <summary>The first document's value, or null if the file has none or is not valid YAML, which is noted.</summary>
    public static ConfigValue? Read(SourceText source)
    {
        try
        {
            ConfigValue? value = new YamlReader(source).ReadDocument();
            return source.HasErrors ? null : value;
        }
        catch (YamlException exception)
        {
            source.ReportMalformed(
                (int)exception.Start.Line,
                (int)exception.Start.Column,
                key: null,
                $"This is not valid YAML: {exception.Message}",
                exception);
        }
        catch (YamlLimitException exception)
        {
            source.ReportMalformed(exception.Position, key: null, exception.Message);
        }

        return null;
    }

    /// <summary>The first document's value, or null if the file has none.</summary>
    /// <exception cref="ConfigurationException">The file is not valid YAML.</exception>
    public static ConfigValue? ReadStrict(SourceText source)
    {
        ConfigValue? value = Read(source);
        source.Findings.ThrowIfError();
        return value;
    }

    private ConfigValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        return _parser.TryConsume<DocumentStart>(out _) ? ReadNode().Value : null;
    }

    private YamlNode ReadNode()
    {
        ParsingEvent current = _parser.Current!;
        if (current is AnchorAlias alias)
        {
            return ReadAlias(alias);
        }

        string? anchor = current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
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
        _parser.MoveNext();
        ConfigPosition position = PositionOf(alias);
        string name = alias.Value.Value;
        if (_anchors.TryGetValue(name, out YamlNode? target) && target is not null)
        {
            return target;
        }

        _source.ReportMalformed(
            position,
            key: null,
            _anchors.ContainsKey(name)
                ? $"The alias *{name} stands inside its own anchor."
                : $"The alias *{name} needs an anchor &{name} before it.");
        return new YamlNode(new ConfigNull(position), Size: 1, Depth: 1);
    }

    private YamlNode ReadScalar(ConfigPosition position)
    {
        Scalar scalar = _parser.Consume<Scalar>();
        string? tag = TagOf(scalar);
        if (!IsWholeText(scalar.Value))
        {
            _source.ReportMalformed(
                position, key: null, "This text must hold whole characters, but has half a surrogate pair.");
        }

        ConfigValue? value = YamlScalar.Read(position, tag, scalar.Style == ScalarStyle.Plain, scalar.Value);
        if (value is null)
        {
            _source.ReportMalformed(
                position, key: null, $"This value must be what its tag {ShortForm(tag)} says, but is not.");
            value = new ConfigText(position, scalar.Value) { Raw = scalar.Value };
        }

        if (_source.Stage == ConfigurationStage.Program && value is ConfigFloat { Value: 0 })
        {
            // The reference implementation writes Pulumi.yaml anew before it reads it, which costs -0.0 its sign.
            value = new ConfigInteger(position, 0) { Raw = value.Raw };
        }

        return new YamlNode(value, 1 + scalar.Value.Length, Depth: 1);
    }

    private YamlNode ReadSequence(ConfigPosition position)
    {
        _parser.Consume<SequenceStart>();
        var items = new List<ConfigValue>();
        var extent = new YamlExtent();
        while (!_parser.TryConsume<SequenceEnd>(out _))
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
        _parser.Consume<MappingStart>();
        var mapping = new YamlMapping(_source);
        var extent = new YamlExtent();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            bool isMerge = _parser.Current is Scalar { Value: "<<" } scalar && IsMergeKey(scalar);
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

    private static void Check(YamlExtent extent, ConfigPosition position)
    {
        if (extent.Size > MaximumSize)
        {
            throw new YamlLimitException(
                position,
                "This must stay below 33 million values and characters, but grows past that with its aliases.");
        }

        if (extent.Depth > MaximumDepth)
        {
            throw TooDeep(position);
        }
    }

    private static YamlLimitException TooDeep(ConfigPosition position) =>
        new(position, $"Values must not be nested more than {MaximumDepth} deep.");

    private ConfigPosition PositionOf(ParsingEvent parsed) =>
        new(_source.File, (int)parsed.Start.Line, (int)parsed.Start.Column);

    private static bool IsWholeText(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int consumed) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    private static bool IsMergeKey(Scalar scalar) =>
        TagOf(scalar) is { } tag
            ? tag == "tag:yaml.org,2002:merge"
            : scalar.Style == ScalarStyle.Plain;

    // A lone "!" says nothing.
    private static string? TagOf(Scalar scalar) =>
        scalar.Tag is { IsEmpty: false, Value: not "!" } tag ? tag.Value : null;

    private static string ShortForm(string? tag) =>
        tag?.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal) ?? "";
}
