using System.Text;

namespace P5.Sources.Aws;

/// <summary>Splits a command line as the AWS CLI does, which uses no shell.</summary>
internal static class CommandWords
{
    /// <summary>Splits a line at blanks that are not quoted.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The words; null if a quote is not closed, or if there is no word.</returns>
    public static IReadOnlyList<string>? Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char? quote = null;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote is null && char.IsWhiteSpace(c))
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }

                continue;
            }

            word ??= new StringBuilder();
            if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && (c == '"' || (c == '\'' && !OperatingSystem.IsWindows())))
            {
                quote = c;
            }
            else
            {
                // On Windows, a backslash separates folders.
                bool isEscape = c == '\\' && quote != '\'' && i + 1 < line.Length
                    && (!OperatingSystem.IsWindows() || line[i + 1] == '"')
                    && (quote is null || line[i + 1] is '"' or '\\');
                word.Append(isEscape ? line[++i] : c);
            }
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return quote is null && words.Count > 0 ? words : null;
    }
}
