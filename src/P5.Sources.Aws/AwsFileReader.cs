using System.Text;

namespace P5.Sources.Aws;

/// <summary>
/// Reads a file of the AWS CLI, as the CLI does: sections, keys in any case, comments on lines of their own, and
/// indented lines that continue a value or nest a table in it.
/// </summary>
internal static class AwsFileReader
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path, for messages.</param>
    /// <param name="bytes">Its content.</param>
    /// <returns>The sections by header, such as <c>profile dev</c>.</returns>
    /// <exception cref="SourceException">The AWS CLI could not read it either.</exception>
    public static Dictionary<string, AwsProfile> Read(string path, byte[] bytes)
    {
        var sections = new Dictionary<string, AwsProfile>(StringComparer.Ordinal);
        AwsProfile? section = null;
        string? key = null;
        int number = 0;
        foreach (string line in Decode(path, bytes).Split('\n'))
        {
            number++;
            string text = line.Trim();
            string place = $"{path}, line {number}";
            if (text.Length == 0 || text[0] is '#' or ';')
            {
                continue;
            }

            if (char.IsWhiteSpace(line[0]) && section is not null && key is not null)
            {
                AddNested(section, key, text, place);
            }
            else if (text[0] == '[')
            {
                section = new AwsProfile(HeaderOf(text, place));
                key = null;
                if (!sections.TryAdd(section.Name, section))
                {
                    throw new SourceException($"{place}: the section [{section.Name}] is there already");
                }
            }
            else
            {
                key = Add(
                    section ?? throw new SourceException($"{place}: a section such as [default] must come first"),
                    text,
                    place);
            }
        }

        return sections;
    }

    private static string Decode(string path, byte[] bytes)
    {
        try
        {
            return s_utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new SourceException($"{path} is not valid UTF-8", exception);
        }
    }

    /// <summary>The header with one blank between its words, and without quotes around a name.</summary>
    private static string HeaderOf(string text, string place)
    {
        int end = text.IndexOf(']');
        string header = end > 0 ? text[1..end].Trim() : "";
        if (header.Length == 0)
        {
            throw new SourceException($"{place}: a section must be [NAME]");
        }

        int blank = header.AsSpan().IndexOfAny(' ', '\t');
        return blank < 0 ? header : $"{header[..blank]} {header[blank..].Trim().Trim('"', '\'')}";
    }

    private static string Add(AwsProfile section, string text, string place)
    {
        // The line is not shown: it may be a secret.
        (string key, string value) = Split(text)
            ?? throw new SourceException($"{place}: the line must be KEY = VALUE");
        section.Set(key, value, place);
        return key;
    }

    private static void AddNested(AwsProfile section, string key, string text, string place)
    {
        if (section[key] is null && Split(text) is { } nested)
        {
            section.Set($"{key}.{nested.Key}", nested.Value, place);
        }
        else
        {
            section.Set(key, $"{section[key]}\n{text}", place);
        }
    }

    private static (string Key, string Value)? Split(string text) =>
        text.AsSpan().IndexOfAny('=', ':') is > 0 and int sign
            ? (text[..sign].Trim(), text[(sign + 1)..].Trim())
            : null;
}
