namespace P5.Host.Migration.Files;

/// <summary>Tells by its name what a file is.</summary>
internal static class ConfigFileNames
{
    private const string ProgramPrefix = "Pulumi.";

    private static readonly string[] s_yamlEndings = [".yaml", ".yml"];

    // As the file system compares them, where configuration is looked up by these names.
    private static readonly StringComparison s_comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Which source of configuration a file is, whatever a TOML file is called; null if it is none.</summary>
    public static ConfigurationStage? StageOf(string path) =>
        Path.GetExtension(path).Equals(".toml", StringComparison.OrdinalIgnoreCase)
            ? ConfigurationStage.Global
            : PulumiStageOf(Path.GetFileName(path));

    /// <summary>Whether configuration is looked up under this name.</summary>
    public static bool IsLookedUp(string fileName) =>
        fileName.Equals(GlobalReader.FileName, s_comparison) || PulumiStageOf(fileName) is not null;

    private static ConfigurationStage? PulumiStageOf(string fileName)
    {
        if (ProgramReader.FileNames.Any(name => fileName.Equals(name, s_comparison)))
        {
            return ConfigurationStage.Program;
        }

        return fileName.StartsWith(ProgramPrefix, s_comparison)
            && s_yamlEndings.Any(ending =>
                fileName.EndsWith(ending, s_comparison) && fileName.Length > ProgramPrefix.Length + ending.Length)
            ? ConfigurationStage.Stack
            : null;
    }
}
