using System.Globalization;
using P5.Host.Configuration;
using P5.Toml;

namespace P5.Host.Migration;

/// <summary>Makes the errors of a conversion, and the places in its warnings.</summary>
internal static class MigrationError
{
    /// <summary>The file as it is is fine, but cannot be converted or written.</summary>
    public static P5Exception InFile(string path, string problem, string action, Exception? cause = null) =>
        new(ErrorIds.ConfigInvalid, $"{path}: {problem}", action, cause);

    /// <summary>The file cannot be read.</summary>
    public static ConfigurationException Unreadable(string path, Exception cause) => new(
        ConfigurationStage.Global,
        path,
        line: null,
        column: null,
        key: null,
        $"The file cannot be read: {cause.Message}",
        cause);

    /// <summary>The file is wrong at a place.</summary>
    public static ConfigurationException At(
        string path, TextPosition position, string? key, string problem, Exception? cause = null) =>
        new(ConfigurationStage.Global, path, position.Line, position.Column, key, problem, cause);

    public static string Locate(string path, TextPosition position, string sentence) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}:{position.Line}:{position.Column}: {sentence}");
}
