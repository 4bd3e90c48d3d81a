namespace P5.Toml;

/// <summary>Turns a word without quotes into a boolean, a number, a date or a time.</summary>
internal sealed class WordReader(string word, TextPosition position)
{
    /// <summary>What is wrong, after <see cref="Read"/> gave null. It never holds the word, maybe a secret.</summary>
    public string Error { get; private set; } = string.Empty;

    /// <summary>Where in the word it is wrong.</summary>
    public int ErrorOffset { get; private set; }

    public TomlValue? Read()
    {
        if (word is "true" or "false")
        {
            return new TomlBoolean(position, word is "true");
        }

        if (DateTimeReader.LooksLike(word))
        {
            var dateTime = new DateTimeReader(word, position);
            return dateTime.Read() ?? Fail(dateTime.Error, dateTime.ErrorOffset);
        }

        if (!char.IsAsciiDigit(word[0]) && word[0] is not ('+' or '-' or '.') && word is not ("inf" or "nan"))
        {
            return Fail("This is no value; text needs quotes, and booleans are true and false in lower case.");
        }

        var number = new NumberReader(word, position);
        return number.Read() ?? Fail(number.Error, number.ErrorOffset);
    }

    private TomlValue? Fail(string error, int offset = 0)
    {
        Error = error;
        ErrorOffset = offset;
        return null;
    }
}
