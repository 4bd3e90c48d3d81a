using P5.Host.Files;
using P5.Migration.Plugins;
using P5.Migration.Yaml.Outline;

namespace P5.Migration.Yaml.Stacks;

/// <summary>Carries out a plan in the text of a stack file.</summary>
internal sealed class StackPluginEditor
{
    private const int UsualStep = 2;

    private readonly string _text;
    private readonly StackPlan _plan;
    private readonly OutlineEntry _config;
    private readonly OutlineEntry _old;
    private readonly bool _isInBraces;
    private readonly int _step;

    private StackPluginEditor(string text, StackPlan plan)
    {
        _text = text;
        _plan = plan;
        OutlineNode? root = OutlineReader.Read(text);
        List<OutlineEntry> path = OutlinePath.Find(root, ["config", plan.OldKey]);
        (_config, _old) = (path[0], path[1]);
        _isInBraces = root!.IsFlow || _config.Value.IsFlow;
        int step = text.Column(_old.Start) - text.Column(_config.Start);
        _step = _isInBraces || step <= 0 ? UsualStep : step;
    }

    /// <exception cref="EditRefusedException">The keys are not written where they could be edited.</exception>
    public static string Apply(string text, StackPlan plan)
    {
        var editor = new StackPluginEditor(text, plan);
        string edited = plan.Missing == plan.Target.Count ? editor.Replace() : editor.Move();
        return edited.Count(c => c == '#') < text.Count(c => c == '#')
            ? throw new EditRefusedException("a comment would get lost")
            : edited;
    }

    /// <summary>The first one becomes <c>p5:plugins</c> where it stands.</summary>
    private string Replace()
    {
        var entry = EntryText.Read(_text, _old, _isInBraces);
        IReadOnlyList<string> keys = MissingKeys(_plan.Unwraps);
        if (_isInBraces)
        {
            return TextEdit.Apply(_text, new TextEdit(entry.Start, entry.End, entry.ToInline(keys)));
        }

        return TextEdit.Apply(
            _text, new TextEdit(entry.Start, entry.End, entry.ToBlock(keys, _text.Column(_old.Start), _step)));
    }

    private string Move()
    {
        List<OutlineEntry> found = OutlinePath.Find(
            _config.Value, [.. _plan.Target.SkipLast(_plan.Missing)]);
        OutlineEntry target = found[^1];
        bool isTargetInBraces = _isInBraces || found.SkipLast(1).Any(entry => entry.Value.IsFlow);
        (IReadOnlyList<string>? keys, EntryText[] moved) = Moved();
        return TextEdit.Apply(
            _text, [RemoveOld(), .. moved.Length == 0 ? [] : Append(target, isTargetInBraces, keys, moved)]);
    }

    /// <summary>What is written elsewhere, and the keys to write it under; null for each one's own key.</summary>
    private (IReadOnlyList<string>? Keys, EntryText[] Entries) Moved()
    {
        if (_plan.Missing > 0 && !(_plan.Unwraps && _plan.Missing == 1))
        {
            return (MissingKeys(_plan.Unwraps), [EntryText.Read(_text, _old, _isInBraces)]);
        }

        OutlineNode value = Written(_old.Value);
        OutlineNode settings = _plan.Unwraps && _plan.Missing == 0 ? Written(value.Entries[0].Value) : value;
        bool isInBraces = _isInBraces || value.IsFlow || settings.IsFlow;
        return (
            null,
            [
                .. settings.Entries
                    .Where(entry => !_plan.Duplicates.Contains(entry.Key.Text ?? ""))
                    .Select(entry => EntryText.Read(_text, entry, isInBraces)),
            ]);
    }

    private static OutlineNode Written(OutlineNode value) =>
        value.Kind == OutlineKind.Alias
            ? throw new EditRefusedException("its settings come in through an alias")
            : value;

    private TextEdit RemoveOld()
    {
        if (_isInBraces)
        {
            return BraceEdits.Remove(_text, _config.Value, _old);
        }

        var entry = EntryText.Read(_text, _old, isInBraces: false);
        int start = _plan.Missing == 0 ? _text.LineStart(_old.Start) : entry.Start;
        int end = _text.NextLine(entry.End);
        bool isUnendedLastLine = end == _text.Length && !_text.EndsWith('\n') && start > 0;
        return isUnendedLastLine
            ? new TextEdit(_text.LineEnd(start - 1 - (_text.AsSpan(0, start).EndsWith("\r\n") ? 1 : 0)), end, "")
            : new TextEdit(start, end, "");
    }

    private IEnumerable<TextEdit> Append(
        OutlineEntry target, bool isInBraces, IReadOnlyList<string>? keys, EntryText[] moved)
    {
        OutlineNode value = target.Value;
        if (value.Kind == OutlineKind.Alias)
        {
            throw new EditRefusedException($"'{target.Key.Text}' comes in through an alias, so that others may share it");
        }

        bool isEmpty = value.Entries.Count == 0;
        if (isInBraces || (value.IsFlow && (!isEmpty || moved.All(entry => entry.IsInline))))
        {
            return [AppendInBraces(target, keys, moved)];
        }

        int column = isEmpty ? _text.Column(target.Start) + _step : _text.Column(value.Entries[0].Start);
        int end = EntryText.BlockEnd(_text, target);
        string lines = string.Concat(moved.Select(entry => _text.LineEnding() + entry.ToBlock(keys, column, _step)));
        TextEdit added = new(end, end, lines);
        return isEmpty && !value.IsUnwritten ? [TakeAway(value), added] : [added];
    }

    private static TextEdit AppendInBraces(OutlineEntry target, IReadOnlyList<string>? keys, EntryText[] moved) =>
        target.Value.IsFlow && moved.All(entry => entry.IsInline)
            ? BraceEdits.Append(target.Value, string.Join(", ", moved.Select(entry => entry.ToInline(keys))))
            : throw new EditRefusedException($"'{target.Key.Text}' is written in braces, where its lines cannot go");

    /// <summary>An empty table in braces, or a null, gives way to lines.</summary>
    private TextEdit TakeAway(OutlineNode value)
    {
        int start = value.Start;
        while (_text[start - 1] == ' ')
        {
            start--;
        }

        return new TextEdit(start, value.End, "");
    }

    /// <summary>The keys to be made, in the quotes of the old key.</summary>
    private List<string> MissingKeys(bool withoutConfig)
    {
        IEnumerable<string> missing = _plan.Target.TakeLast(_plan.Missing);
        ReadOnlyMemory<char> written = _text.AsMemory(_old.Key.Start, 1);
        bool isQuoted = written.Span[0] is '"' or '\'';
        return
        [
            .. (withoutConfig ? missing.SkipLast(1) : missing)
                .Select(key => key == StackKeys.Plugins && !isQuoted ? key : YamlQuoting.Write(key, written.Span)),
        ];
    }
}
