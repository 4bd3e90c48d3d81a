using P5.Host;

namespace P5.Migration;

/// <summary>
/// Converts a stack file: the keys <c>p5:plugins:NAME</c> under <c>config</c> become entries of <c>p5:plugins</c>.
/// </summary>
/// <param name="document">The file.</param>
/// <param name="checksEachEdit">As for <see cref="MigrationRules"/>.</param>
internal sealed class StackMigrationRules(YamlDocument document, bool checksEachEdit)
    : MigrationRules(document, checksEachEdit)
{
    /// <summary>The key under <c>config</c> that has an entry for each plugin.</summary>
    public const string PluginsKey = "p5:plugins";

    private const string Config = "config";
    private const int UsualStep = 2;

    private readonly YamlDocument _document = document;
    private readonly string _text = document.Source.Text;
    private ConfigMap _expected = document.Values ?? new(new ConfigPosition("", 0, 0), []);

    /// <summary><c>p5:plugins</c> with the entries that were added to it; null until then.</summary>
    private Table? _plugins;

    /// <inheritdoc/>
    protected override ConfigMap Expected => _expected;

    /// <inheritdoc/>
    protected override void Apply()
    {
        foreach (ConfigEntry entry in (_expected.Find(Config) as ConfigMap)?.Entries ?? [])
        {
            if (entry.Key is not ConfigText { Value: var key }
                || !key.StartsWith(LegacyKeys.StackPrefix, StringComparison.Ordinal)
                || key.Length == LegacyKeys.StackPrefix.Length)
            {
                continue;
            }

            string name = key[LegacyKeys.StackPrefix.Length..];
            string target = "";
            (ConfigMap expected, Table? plugins) = (_expected, _plugins);
            if (TryEdit(() => target = Convert(key, name)) is { } reason)
            {
                (_expected, _plugins) = (expected, plugins);
                RefuseConversion(name, entry.Key.Position, key, reason);
                continue;
            }

            Report(new PluginConversion(name, entry.Key.Position.Line, SourceKind: null, key, target));
        }
    }

    /// <inheritdoc/>
    protected override void CheckText(string edited)
    {
        if (edited.Count(c => c == '#') < _text.Count(c => c == '#'))
        {
            throw new EditRefusedException("a comment would be lost");
        }
    }

    /// <summary>Moves the settings under one old key.</summary>
    /// <returns>Where they are now, as a dotted key.</returns>
    private string Convert(string key, string name)
    {
        Move move = Decide(key, name);
        KeySpan old = _document.Find(Config, key);
        if (move.Missing == move.Target.Count)
        {
            Replace(move, old);
        }
        else
        {
            AddToTarget(move, old);
        }

        _expected = move.Expected;
        return string.Join('.', move.Target);
    }

    /// <exception cref="EditRefusedException">What is there is not a table, or has other values.</exception>
    private Move Decide(string key, string name)
    {
        var config = (ConfigMap)_expected.Find(Config)!;
        ConfigMap empty = new(_expected.Position, []);
        ConfigMap old = TableOf(config.Find(key), key) ?? throw new EditRefusedException("it is empty; remove it");
        ConfigMap? plugins = TableOf(config.Find(PluginsKey), PluginsKey);
        ConfigMap? plugin = TableOf(plugins?.FindEntry(name)?.Value, $"{PluginsKey}.{name}");

        bool unwraps = old is { Entries: [{ Key: ConfigText { Value: Config }, Value: ConfigMap }] };
        ConfigMap settings = unwraps ? (ConfigMap)old.Entries[0].Value : old;

        // Without a config in it, the plugin's table itself contains the settings.
        bool isFlat = plugin is { Entries.Count: > 0 } && plugin.Find(Config) is not ConfigMap;
        ConfigMap holder = (isFlat ? plugin : plugin?.Find(Config) as ConfigMap) ?? empty;
        HashSet<string> duplicates = FindDuplicates(holder, settings, isFlat, name);
        ConfigMap merged = holder with
        {
            Entries = [.. holder.Entries, .. settings.Entries.Where(entry => !duplicates.Contains(TextOf(entry)))],
        };
        ConfigMap converted = isFlat ? merged : (plugin ?? empty).With(Config, merged);
        return new Move
        {
            Target = isFlat ? [PluginsKey, name] : [PluginsKey, name, Config],
            Missing = config.Find(PluginsKey) is null ? 3
                : plugins?.FindEntry(name) is null ? 2
                : isFlat || plugin?.Find(Config) is not null ? 0
                : 1,
            Unwraps = unwraps,
            Duplicates = duplicates,
            Expected = _expected.With(
                Config, config.Without(key).With(PluginsKey, (plugins ?? empty).With(name, converted))),
        };
    }

    /// <summary>A key's value that must be a table; null if there is none.</summary>
    private static ConfigMap? TableOf(ConfigValue? value, string key) => value switch
    {
        null or ConfigNull => null,
        ConfigMap table => table,
        _ => throw new EditRefusedException($"{key} is {value.Kind}, but must be a table"),
    };

    private static HashSet<string> FindDuplicates(ConfigMap holder, ConfigMap settings, bool isFlat, string name)
    {
        var duplicates = new HashSet<string>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in settings.Entries)
        {
            string key = TextOf(entry);
            if (isFlat && key == Config && entry.Value is ConfigMap)
            {
                throw new EditRefusedException(
                    $"its setting 'config' would hide those that {PluginsKey}.{name} already has");
            }

            if (holder.FindEntry(key) is not { } other)
            {
                continue;
            }

            if (!entry.Value.MeansTheSame(other.Value))
            {
                throw new EditRefusedException(
                    $"'{key}' has another value in line {other.Key.Position.Line}; remove one of them");
            }

            duplicates.Add(key);
        }

        return duplicates;
    }

    private static string TextOf(ConfigEntry entry) => ConfigKeys.ToText(entry.Key) ?? entry.Key.Raw ?? "";

    /// <summary>The first old key becomes <c>p5:plugins</c> in its place.</summary>
    private void Replace(Move move, KeySpan old)
    {
        var entry = YamlFragment.Read(_text, old);
        List<string> keys = MissingKeys(move, old);
        int column = _text.Column(old.Start);
        int step = StepOf(old);
        if (old.IsInBraces)
        {
            // Further entries go before the last brace.
            Editor.Replace(entry.Start, entry.End, entry.ToInline(keys)[..^1]);
            Editor.Insert(entry.End, "}", rank: 1);
        }
        else
        {
            Editor.Replace(entry.Start, entry.End, entry.ToBlock(keys, column, step));
        }

        _plugins = new Table
        {
            Key = PluginsKey,
            IsInBraces = old.IsInBraces,
            IsFlow = old.IsInBraces,
            IsEmpty = false,
            InlineEnd = entry.End,
            BlockEnd = entry.End,
            Column = column + step,
        };
    }

    private void AddToTarget(Move move, KeySpan old)
    {
        bool isPlugins = move.Missing == 2;
        Table? table = isPlugins ? _plugins : null;
        KeySpan? target = null;
        if (table is null)
        {
            target = _document.Find([Config, .. move.Target.SkipLast(move.Missing)]);
            table = ReadTable(target, StepOf(old));
        }

        List<string>? keys = KeepsOwnKeys(move) ? null : MissingKeys(move, old);
        IEnumerable<KeySpan> entries = keys is null ? Settings(move, old) : [old];
        YamlFragment[] moved = [.. entries.Select(entry => YamlFragment.Read(_text, entry))];
        Remove(old, withComments: move.Missing > 0);
        if (moved.Length > 0)
        {
            table = Append(table, target, keys, moved, StepOf(old));
        }

        _plugins = isPlugins ? table : _plugins;
    }

    /// <summary>Whether the settings are written under their own keys, because the table for them exists.</summary>
    private static bool KeepsOwnKeys(Move move) => move.Missing == 0 || (move.Unwraps && move.Missing == 1);

    private static IEnumerable<KeySpan> Settings(Move move, KeySpan old)
    {
        KeySpan settings = move.Unwraps && move.Missing == 0 ? Written(Written(old).Entries[0]) : Written(old);
        return settings.Entries.Where(entry => !move.Duplicates.Contains(entry.Name ?? ""));
    }

    private static KeySpan Written(KeySpan span) => span.Form == ValueForm.Alias
        ? throw new EditRefusedException("its settings come from an alias")
        : span;

    private void Remove(KeySpan old, bool withComments)
    {
        if (old.IsInBraces)
        {
            Editor.RemoveFromBraces(old);
            return;
        }

        var entry = YamlFragment.Read(_text, old);
        int start = withComments ? entry.Start : _text.LineStart(old.Start);
        Editor.Replace(start, _text.NextLine(entry.End), "");
    }

    private Table ReadTable(KeySpan target, int step)
    {
        if (target.Form == ValueForm.Alias)
        {
            throw new EditRefusedException($"'{target.Name}' comes from an alias that other keys may share");
        }

        bool isEmpty = target.Entries.Count == 0;
        return new Table
        {
            Key = target.Name!,
            IsInBraces = target.IsInBraces,
            IsFlow = target.Form == ValueForm.Braces,
            IsEmpty = isEmpty,
            InlineEnd = isEmpty ? target.ValueEnd - 1 : target.Entries[^1].End,
            BlockEnd = target.IsInBraces ? target.End : YamlFragment.BlockEnd(_text, target),
            Column = isEmpty ? _text.Column(target.Start) + step : _text.Column(target.Entries[0].Start),
        };
    }

    private Table Append(Table table, KeySpan? target, List<string>? keys, YamlFragment[] moved, int step)
    {
        bool isInline = moved.All(entry => entry.IsInline);
        if (table.IsInBraces || (table.IsFlow && (!table.IsEmpty || isInline)))
        {
            if (!table.IsFlow || !isInline)
            {
                throw new EditRefusedException($"'{table.Key}' is in braces, so lines cannot be added");
            }

            string entries = string.Join(", ", moved.Select(entry => entry.ToInline(keys)));
            Editor.Insert(table.InlineEnd, table.IsEmpty ? entries : ", " + entries);
            return table with { IsEmpty = false };
        }

        if (table.IsEmpty && target is { IsUnwritten: false })
        {
            // An empty table in braces, or a null, is replaced by lines.
            int start = target.ValueStart;
            while (_text[start - 1] == ' ')
            {
                start--;
            }

            Editor.Replace(start, target.ValueEnd, "");
        }

        // If two tables end at the same line, the entries of the inner one come first.
        string newLine = _text.LineEnding();
        IEnumerable<string> lines = moved.Select(entry => newLine + entry.ToBlock(keys, table.Column, step));
        Editor.Insert(table.BlockEnd, string.Concat(lines), rank: -table.Column);
        return table with { IsEmpty = false, IsFlow = false };
    }

    /// <summary>How much further right each level of keys is.</summary>
    private int StepOf(KeySpan old)
    {
        int step = _text.Column(old.Start) - _text.Column(old.Outer!.Start);
        return old.IsInBraces || step <= 0 ? UsualStep : step;
    }

    /// <summary>The keys to be added above the settings, in the quotes of the old key.</summary>
    private List<string> MissingKeys(Move move, KeySpan old)
    {
        IEnumerable<string> missing = move.Target.TakeLast(move.Missing);
        ReadOnlyMemory<char> written = _text.AsMemory(old.KeyStart, 1);
        bool isQuoted = written.Span[0] is '"' or '\'';
        return
        [
            .. (move.Unwraps ? missing.SkipLast(1) : missing)
                .Select(key => key == PluginsKey && !isQuoted ? key : YamlQuoting.Write(key, written.Span)),
        ];
    }

    /// <summary>Where the settings under one old key go.</summary>
    private sealed record Move
    {
        /// <summary>The keys under <c>config</c> that lead to the table for the settings.</summary>
        public required IReadOnlyList<string> Target { get; init; }

        /// <summary>How many of the target's last keys do not exist.</summary>
        public required int Missing { get; init; }

        /// <summary>Whether the only entry under the old key is a <c>config</c> of its own.</summary>
        public required bool Unwraps { get; init; }

        /// <summary>Settings that the target has with the same value, which are not written twice.</summary>
        public required HashSet<string> Duplicates { get; init; }

        /// <summary>What the file means afterwards.</summary>
        public required ConfigMap Expected { get; init; }
    }

    /// <summary>A table that entries are added to.</summary>
    private sealed record Table
    {
        public required string Key { get; init; }

        /// <summary>Whether the key itself is in braces.</summary>
        public required bool IsInBraces { get; init; }

        /// <summary>Whether its entries are in braces.</summary>
        public required bool IsFlow { get; init; }

        public required bool IsEmpty { get; init; }

        /// <summary>Offset at which an entry in braces is added.</summary>
        public required int InlineEnd { get; init; }

        /// <summary>Offset at which an entry on its own lines is added.</summary>
        public required int BlockEnd { get; init; }

        /// <summary>The column of entries on lines of their own.</summary>
        public required int Column { get; init; }
    }
}
