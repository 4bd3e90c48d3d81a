using System.Globalization;

namespace P5.Host;

/// <summary>
/// Shows by sizes and times, without reading a file, whether something may have changed that decides what a workspace
/// gives.
/// </summary>
/// <param name="Configuration">Of the files that configure the plugins.</param>
/// <param name="EnvFiles">Of the files that <c>env</c> reads.</param>
/// <param name="Surroundings">Of what selects the stack, and of the approvals.</param>
internal sealed record WorkspaceStamp(string Configuration, string EnvFiles, string Surroundings)
{
    /// <summary>Looks at a workspace.</summary>
    /// <param name="workspace">Full path of its folder.</param>
    /// <param name="stackFile">Full path of the selected stack's file, or null.</param>
    /// <param name="envFiles">The files that <c>env</c> reads.</param>
    /// <param name="surroundings">Files and folders to check in addition to those of the workspace.</param>
    /// <param name="variable">What <c>PULUMI_STACK</c> contains, or null.</param>
    /// <returns>How it looks now.</returns>
    public static WorkspaceStamp Of(
        string workspace,
        string? stackFile,
        IReadOnlyList<string> envFiles,
        IReadOnlyList<string> surroundings,
        string? variable) =>
        new(
        string.Join('|', WorkspaceFiles.Locate(workspace, stackFile).Select(Look)),
        string.Join('|', envFiles.Select(Look)),
        string.Join('|', surroundings.Select(Look).Append(variable)));

    /// <summary>Whether the files that determine the plugins' answers are unchanged.</summary>
    public bool IsSameContent(WorkspaceStamp? other) =>
        Configuration == other?.Configuration && EnvFiles == other.EnvFiles;

    private static string Look(string path)
    {
        // Also false if it cannot be read, which must not make a change of location fail.
        if (!Path.Exists(path))
        {
            return "";
        }

        var file = new FileInfo(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{path}:{file.LastWriteTimeUtc.Ticks}:{(file.Exists ? file.Length : 0)}");
    }
}
