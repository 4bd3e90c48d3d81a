using System.Buffers;
using System.Text;
using P5.Host.Configuration.Values;

namespace P5.Host.Configuration;

/// <summary>The text of one configuration file, and the way to say where it is wrong.</summary>
internal sealed class SourceText
{
    /// <summary>Far more than configuration needs; a parser never sees more.</summary>
    private const int MaximumBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding s_strictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SourceText(ConfigurationStage stage, string file, string text)
    {
        Stage = stage;
        File = file;
        Text = text;
    }

    /// <summary>Which source the file is.</summary>
    public ConfigurationStage Stage { get; }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>The text without a byte order mark, line ends as they are.</summary>
    public string Text { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, is too large or is not UTF-8.</exception>
    public static SourceText Read(ConfigurationStage stage, string file) => Decode(stage, file, ReadBytes(stage, file));

    /// <summary>Reads a file as it is on disk.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or is too large.</exception>
    public static byte[] ReadBytes(ConfigurationStage stage, string file)
    {
        try
        {
            using FileStream stream = System.IO.File.OpenRead(file);
            if (stream.Length > MaximumBytes)
            {
                throw Unreadable(stage, file, "The file must not be larger than 4 MiB.");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(stage, file, $"The file cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Takes the bytes of a file as its text.</summary>
    /// <exception cref="ConfigurationException">They are not UTF-8.</exception>
    public static SourceText Decode(ConfigurationStage stage, string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return new SourceText(stage, file, s_strictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException exception)
        {
            (int line, int column) = EndOfText(bytes);
            throw new ConfigurationException(
                stage, file, line, column, key: null, "The file must be UTF-8, but has bytes that are not.", exception);
        }
    }

    /// <summary>The same file with another text: what it would be after an edit.</summary>
    public SourceText WithText(string text) => new(Stage, File, text);

    /// <summary>An error at a value.</summary>
    public ConfigurationException Error(ConfigPosition position, string? key, string problem) =>
        Error(position.Line, position.Column, key, problem, innerException: null);

    /// <summary>An error at a place.</summary>
    public ConfigurationException Error(int line, int column, string? key, string problem, Exception? innerException) =>
        new(Stage, File, line, column, key, problem, innerException);

    /// <summary>Where the first byte stands that is not UTF-8.</summary>
    private static (int Line, int Column) EndOfText(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        int column = 1;
        while (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            bytes = bytes[consumed..];
        }

        return (line, column);
    }

    private static ConfigurationException Unreadable(
        ConfigurationStage stage, string file, string problem, Exception? innerException = null) =>
        new(stage, file, line: null, column: null, key: null, problem, innerException);
}
