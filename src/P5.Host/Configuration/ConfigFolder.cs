namespace P5.Host;

/// <summary>Lists folders that can contain configuration.</summary>
internal static class ConfigFolder
{
    /// <summary>Reads a folder completely, before any of its entries is used.</summary>
    /// <typeparam name="T">An entry.</typeparam>
    /// <param name="folder">Its full path.</param>
    /// <param name="list">Lists it.</param>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    public static T[] Read<T>(string folder, Func<string, IEnumerable<T>> list)
    {
        try
        {
            return [.. list(folder)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(new ConfigurationDiagnostic
            {
                Severity = DiagnosticSeverity.Error,
                Id = DiagnosticIds.FolderUnreadable,
                File = folder,
                Message = $"The folder cannot be read: {exception.Message}",
                Fix = "Check that the folder exists and can be read.",
                Cause = exception,
            });
        }
    }
}
