namespace P5.Host;

/// <summary>Lets the built-in plugin <c>env</c> read its configuration, and says where it cannot. Reads no source.</summary>
internal static class EnvInputCheck
{
    private const string Fix = "Correct it as the documentation of the built-in plugin env says.";

    public static void Run(PluginPlaces places)
    {
        int sources = Read(places, "config", places.Plugin.ProgramConfig)
            + Read(places, "stack config", places.Plugin.StackConfig);
        if (sources == 0)
        {
            places.Error(DiagnosticIds.EnvConfigInvalid, $"Plugin '{EnvSource.Name}': {EnvSource.NoInput}.", Fix);
        }
    }

    // The list and what stands beside it are read apart, so that each error has its own place.
    private static int Read(PluginPlaces places, string table, IReadOnlyDictionary<string, string> config) =>
        config
            .GroupBy(pair => pair.Key == EnvInputParser.ListKey)
            .Sum(part => Read(places, table, part.ToDictionary()));

    private static int Read(PluginPlaces places, string table, Dictionary<string, string> part)
    {
        try
        {
            return EnvInputParser.Parse(part).Count();
        }
        catch (EnvInputException exception)
        {
            places.Error(
                DiagnosticIds.EnvConfigInvalid,
                $"Plugin '{EnvSource.Name}': {exception.Message}.",
                Fix,
                part.Keys.OrderBy(key => key != "type").ThenBy(key => key, StringComparer.Ordinal).Select(key => KeyPath.Append(table, key)));
            return 1;
        }
    }
}
