using System.Globalization;
using P5.GoPlugin;
using P5.Host;

namespace P5.Migration;

/// <summary>
/// The rules for one file. They collect the conversions and the warnings, and check the result of the edits.
/// </summary>
/// <param name="document">The file.</param>
/// <param name="checksEachEdit">
/// Whether the edits of each plugin are checked separately, so that faulty ones can be left out; otherwise all edits of
/// the file are checked together at the end.
/// </param>
internal abstract class MigrationRules(ConfigDocument document, bool checksEachEdit)
{
    private readonly List<PluginConversion> _plugins = [];
    private readonly List<string> _notConverted = [];
    private readonly List<string> _warnings = [];

    protected ConfigDocument Document => document;

    protected SpanEditor Editor { get; } = new(document);

    /// <summary>What the file must mean after the edits so far.</summary>
    protected abstract ConfigMap Expected { get; }

    /// <summary>Applies the rules.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="diffPath">The file's path in the difference.</param>
    /// <returns>The conversion; null if edits that are checked together have a wrong result.</returns>
    public ConfigConversion? TryConvert(byte[] bytes, string diffPath)
    {
        Apply();
        string text = document.Source.Text;
        string converted;
        try
        {
            converted = Check();
        }
        catch (EditRefusedException) when (!checksEachEdit)
        {
            return null;
        }

        string mark = bytes.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF" : "";
        return new ConfigConversion
        {
            Path = document.Source.File,
            Changed = converted != text,
            Plugins = _plugins,
            NotConverted = _notConverted,
            Warnings = _warnings,
            Diff = UnifiedDiff.Create(diffPath, mark + text, mark + converted),
            Text = mark + converted,
            Original = bytes,
        };
    }

    /// <summary>Converts the plugins of the file one after another.</summary>
    protected abstract void Apply();

    /// <exception cref="EditRefusedException">The edited text has another meaning.</exception>
    protected virtual void CheckText(string edited)
    {
    }

    /// <summary>Makes the edits of one plugin, or none of them.</summary>
    /// <returns>Why they cannot be applied, as a clause; null if they are applied.</returns>
    protected string? TryEdit(Action edit)
    {
        int count = Editor.Count;
        try
        {
            edit();
            if (checksEachEdit)
            {
                Check();
            }

            return null;
        }
        catch (EditRefusedException exception)
        {
            Editor.Undo(count);
            return exception.Message;
        }
    }

    protected void Report(PluginConversion plugin) => _plugins.Add(plugin);

    protected void Warn(ConfigPosition position, string sentence) => _warnings.Add(Locate(position, sentence));

    /// <summary>Records that a plugin must be converted manually, and warns of it.</summary>
    protected void RefuseConversion(string plugin, ConfigPosition position, string subject, string reason)
    {
        _notConverted.Add(plugin);
        Warn(
            position,
            $"{subject}: it was not converted; convert it manually: {reason}{(reason[^1] == '?' ? "" : ".")}");
    }

    /// <summary>A sentence with its place before it.</summary>
    protected static string Locate(ConfigPosition position, string sentence) =>
        SafeText.Message(string.Create(
            CultureInfo.InvariantCulture, $"{position.File}:{position.Line}:{position.Column}: {sentence}"));

    /// <summary>The edited text.</summary>
    /// <exception cref="EditRefusedException">It does not mean what it should.</exception>
    private string Check()
    {
        string edited = Editor.Apply();
        if (Editor.Count == 0)
        {
            return edited;
        }

        CheckText(edited);
        ConfigValue meaning = document.Reread(edited) ?? throw new EditRefusedException(
            "the result would not be valid; is there an anchor on one of its keys?");
        return meaning.MeansTheSame(Expected)
            ? edited
            : throw new EditRefusedException(
                "the edit would change more than this plugin's keys; does an alias share them?");
    }
}
