using P5.Host;

namespace P5.Migration;

/// <summary>How the value of a <see cref="KeySpan"/> is written.</summary>
internal enum ValueForm
{
    /// <summary>Text, a number, or a table or list whose parts are on their own lines.</summary>
    Plain,

    /// <summary>A table in braces or a list in brackets.</summary>
    Braces,

    /// <summary>An alias of YAML, whose value is written elsewhere.</summary>
    Alias,
}

/// <summary>
/// A key with its value, as TOML or YAML text has them: dotted keys, aliases and merge keys are not resolved. The root
/// of a YAML file and a table in a list are entries without a key.
/// </summary>
/// <param name="outer">The entry whose value contains this one; null for TOML keys outside of braces.</param>
/// <param name="name">The key in notes; null for an entry without a key and for a key that is not text.</param>
internal sealed class KeySpan(KeySpan? outer, string? name)
{
    private List<KeySpan>? _entries;

    public KeySpan? Outer => outer;

    public string? Name => name;

    /// <summary>Offset of the key, with all parts of a dotted one.</summary>
    public required int Start { get; init; }

    /// <summary>Offset of the last part of a dotted key; otherwise that of the key.</summary>
    public required int KeyStart { get; init; }

    public required int KeyEnd { get; init; }

    /// <summary>Offset of the value, its tag and anchor included.</summary>
    public int ValueStart { get; set; }

    /// <summary>Offset after the last character of the value that is not a line end.</summary>
    public int ValueEnd { get; set; }

    public ValueForm Form { get; set; }

    /// <summary>Whether comments are inside the braces of a TOML table.</summary>
    public bool HasComments { get; set; }

    /// <summary>The entries of a table.</summary>
    public IReadOnlyList<KeySpan> Entries => _entries ?? [];

    /// <summary>Offset after the value, or after the key if nothing is written there.</summary>
    public int End => Math.Max(KeyEnd, ValueEnd);

    public bool IsInBraces => outer is { Form: ValueForm.Braces };

    /// <summary>Whether no value is written, as in <c>key:</c>.</summary>
    public bool IsUnwritten => ValueStart == ValueEnd;

    /// <summary>An offset in the line above which notes go: that of the key, or of the outermost braces' key.</summary>
    public int LineOffset
    {
        get
        {
            int offset = Start;
            for (KeySpan? around = outer; around is not null; around = around.Outer)
            {
                offset = around.Form == ValueForm.Braces ? around.Start : offset;
            }

            return offset;
        }
    }

    /// <summary>The keys around a key in braces, each with a dot, for a note above the braces; otherwise "".</summary>
    public string Prefix
    {
        get
        {
            string prefix = "";
            for (KeySpan? around = IsInBraces ? outer : null; around is not null; around = around.Outer)
            {
                prefix = around.Name is null ? prefix : $"{around.Name}.{prefix}";
            }

            return prefix;
        }
    }

    public void Add(KeySpan entry) => (_entries ??= []).Add(entry);

    public KeySpan? Find(string key) => Entries.FirstOrDefault(entry => entry.Name == key);

    /// <exception cref="EditRefusedException">Something else is before the key in its line.</exception>
    public void CheckStartsLine(string text)
    {
        if (!string.IsNullOrWhiteSpace(text[text.LineStart(Start)..Start]))
        {
            throw new EditRefusedException("one of its keys is not at the start of its line");
        }
    }
}
