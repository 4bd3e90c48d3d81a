using System.Globalization;

namespace P5.Host.Migration;

/// <summary>Makes the errors of a conversion, and the places in its warnings.</summary>
internal static class MigrationError
{
    /// <summary>The file as it is is fine, but cannot be converted or written.</summary>
    public static P5Exception InFile(string path, string problem, string action, Exception? cause = null) =>
        new(ErrorIds.ConfigInvalid, $"{path}: {problem}", action, cause);

    public static string Locate(ConfigPosition position, string sentence) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{position.File}:{position.Line}:{position.Column}: {sentence}");
}
