using System.Runtime.Versioning;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// A home folder of Pulumi for one workspace, so that the logins of two customers never meet. Pulumi runs plugins from
/// it, and P5 reads the selected stack there, so it must not contain files of a repository.
/// </summary>
internal static class PulumiHome
{
    /// <summary>Its setting.</summary>
    public const string Setting = "home";

    private const UnixFileMode OthersAccess =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Finds and checks the folder, which need not exist.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>Its full path; null if it is not set.</returns>
    /// <exception cref="SourceException">It is in a repository, or not private.</exception>
    public static string? Find(SourceSettings settings, string workspaceDirectory)
    {
        if (settings.Text(Setting) is not { } text)
        {
            return null;
        }

        try
        {
            string home = RepositoryFolder.FindFile(text, workspaceDirectory);
            string real = RealPath.Of(home);
            string repository = RealPath.Of(RepositoryFolder.Of(workspaceDirectory));

            // Any other repository may have been downloaded too, also one around that of the workspace.
            string? forbidden = UserPath.IsInside(real, repository) || UserPath.IsInside(repository, real) ? repository
                : Path.GetDirectoryName(GitSearch.From(real).Git);
            if (forbidden is not null && !RepositoryFolder.ContainsHome(forbidden))
            {
                throw Invalid(
                    $"must be a folder outside of {forbidden}: Pulumi runs plugins from it. Set it to a folder such "
                    + "as \"~/.pulumi-NAME\"");
            }

            if (Path.Exists(home))
            {
                Check(home, real);
            }

            return home;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>Creates the folder for this user alone, if it does not exist.</summary>
    /// <exception cref="SourceException">It cannot be created.</exception>
    public static void Create(string home)
    {
        try
        {
            if (!Path.Exists(home))
            {
                PrivateFolder.Create(home);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    private static void Check(string home, string real)
    {
        if (!Directory.Exists(home))
        {
            throw Invalid($"must be a folder, and {home} is a file");
        }

        if (OperatingSystem.IsWindows() ? !IsOwnOnWindows(real) : UnixStatus.Of(real).Owner != UnixStatus.CurrentUser)
        {
            throw Invalid($"must be a folder of your own, and another user owns {home} or can write to it");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(real) & OthersAccess) != 0)
        {
            throw Invalid($"must be a folder for you alone. Run: chmod go-rwx '{home}'");
        }
    }

    [SupportedOSPlatform("windows")]
    private static bool IsOwnOnWindows(string real) =>
        WindowsAccess.StrangerOf(WindowsAccess.Of(real)) is null
        && WindowsAccess.OtherWriterOf(WindowsAccess.Of(real)) is null;

    private static SourceException Invalid(string problem) => new($"{Setting} {problem}") { Setting = Setting };

    private static SourceException Unusable(Exception cause) =>
        new($"{Setting} cannot be used: {cause.Message}", cause) { Setting = Setting };
}
