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
    private const long MaximumSize = 17_000_000;

    /// <summary>How much larger a file may become by its aliases, so that a small one cannot take long.</summary>
    private const int MaximumGrowth = 16;

    /// <summary>What small files may reach whatever their size.</summary>
    private const int SmallSize = 250_000;

    private readonly ConfigFileText _source;
    private readonly EventReader _events;

    // Null while the anchor's own value is still being read.
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private readonly long _maximumSize;
    private int _depth;
    private int _count;

    private YamlReader(ConfigFileText source, IParser parser)
    {
        _source = source;
        _events = new EventReader(parser);
        _maximumSize = Math.Min(MaximumSize, SmallSize + ((long)MaximumGrowth * source.Text.Length));
    }

    /// <summary>
    /// Compiles the library's regular expression of anchors ahead of its first use, which takes longer than most files.
    /// </summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(NodeEvent).TypeHandle);

    /// <summary>
    /// The first document's value, or null if the file has none or is not valid YAML, which is reported.
    /// </summary>
    public static ConfigValue? Read(ConfigFileText source) => Read(source, new GuardedParser(source));

    /// <summary>The first document's value, or null if the file has none.</summary>
    /// <exception cref="ConfigurationException">The file is not valid YAML.</exception>
    public static ConfigValue? ReadStrict(ConfigFileText source) => ReadStrict(source, new GuardedParser(source));

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
        if (YamlCharacters.FindForbidden(source.Text) is >= 0 and int offset)
        {
            ReadOnlySpan<char> before = source.Text.AsSpan(0, offset);
            source.ReportMalformed(
                before.Count('\n') + 1, offset - before.LastIndexOf('\n'), key: null, YamlCharacters.Forbidden);
            return null;
        }

        if (source.IsJson && JsonSyntax.FindError(source.Text, out int line, out int column))
        {
            source.ReportMalformed(line, column, key: null, JsonSyntax.Problem);
            return null;
        }

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
        if (_source.Text.StartsWith('\uFEFF'))
        {
            ReportDifference(
                new ConfigPosition(_source.File, 1, 1),
                key: null,
                "p5 itself can lose characters after the second byte order mark of this file.",
                "Save the file without byte order marks.");
        }

        _events.Expect<StreamStart>();
        if (_events.Allow<DocumentStart>() is not { } start)
        {
            return null;
        }

        if (start.Version is { Version.Minor: not 1 })
        {
            _source.ReportMalformed(PositionOf(start), key: null, YamlProblem.VersionUnknown);
        }

        ConfigValue value = ReadNode().Value;
        ReportFurtherDocument();
        return value;
    }

    /// <summary>Reports text after the first document. It is not read, and can be invalid.</summary>
    private void ReportFurtherDocument()
    {
        ConfigPosition position;
        try
        {
            _events.Expect<DocumentEnd>();
            if (_events.Accept<StreamEnd>())
            {
                return;
            }

            position = PositionOf(_events.Peek<DocumentStart>()!);
        }
        catch (YamlException exception)
        {
            position = new ConfigPosition(_source.File, exception.Start.Line + 1, exception.Start.Column + 1);
        }

        _source.Diagnostics.Warn(
            DiagnosticIds.DocumentIgnored,
            position,
            key: null,
            plugin: null,
            "This is not read: a file is read up to the end of its first YAML document.",
            "Remove the line --- and move what follows it into the first document.",
            isHarmless: true);
    }

    private YamlNode ReadNode()
    {
        ConfigPosition position = PositionOf(_events.Peek<ParsingEvent>()!);
        if (++_count > ConfigFileText.MaximumValues)
        {
            throw new YamlLimitException(position, ConfigFileText.TooManyValues);
        }

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
        if (scalar.Style == ScalarStyle.DoubleQuoted
            && YamlCharacters.FindEscapeProblem(
                _source.Text.AsSpan(scalar.Start.Index..scalar.End.Index), _source.IsJson) is { } problem)
        {
            _source.ReportMalformed(position, key: null, problem);
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
            Scalar? scalar = _events.Peek<Scalar>();
            AnchorAlias? alias = _events.Peek<AnchorAlias>();
            YamlNode key = ReadNode();
            ConfigValue name = alias is null ? key.Value : key.Value with { Position = PositionOf(alias) };
            YamlNode value = ReadNode();
            extent.Add(key);
            extent.Add(value);
            Check(extent, position);
            if (scalar is { Value: "<<" } && IsMergeKey(scalar))
            {
                mapping.Merge(name, value.Value);
                continue;
            }

            mapping.Add(name, alias?.Value, value.Value);
            if (name is ConfigText && scalar is not null && TagOf(scalar) is not (null or YamlScalar.TextTag))
            {
                ReportTaggedKey(name);
            }
        }

        return new YamlNode(mapping.ToMap(position), extent.Size, extent.Depth);
    }

    private void ReportTaggedKey(ConfigValue key) => ReportDifference(
        key.Position,
        key.Raw,
        $"p5 itself does not read the table of key {key.Raw}, because the key has a tag.",
        "Remove the tag.");

    private void ReportDifference(ConfigPosition position, string? key, string message, string fix) =>
        _source.Diagnostics.Warn(
            DiagnosticIds.YamlReadDifferently, position, key, plugin: null, message, fix, isHarmless: true);

    private void Check(YamlSizeBudget extent, ConfigPosition position)
    {
        if (extent.Size > _maximumSize)
        {
            throw new YamlLimitException(
                position,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With its aliases, this exceeds {_maximumSize:N0} values and characters."));
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
