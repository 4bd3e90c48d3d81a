namespace P5.Sources.Aws;

/// <summary>
/// The user's <c>~/.aws/config</c> and <c>~/.aws/credentials</c>. Where they are is read from the user's own
/// environment, so that a repository cannot replace them.
/// </summary>
internal sealed class AwsFiles
{
    /// <summary>The variable that names the profile of a plugin without a setting for it.</summary>
    public const string ProfileVariable = "AWS_PROFILE";

    private const string DefaultName = "default";
    private const string ConfigVariable = "AWS_CONFIG_FILE";
    private const string CredentialsVariable = "AWS_SHARED_CREDENTIALS_FILE";

    private static readonly string s_homeVariable = OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME";

    private readonly Dictionary<string, AwsProfile> _config;
    private readonly Dictionary<string, AwsProfile> _credentials;
    private readonly SourceFile[] _files;

    private AwsFiles(SourceFile config, SourceFile credentials)
    {
        _files = [config, credentials];
        _config = Read(config);
        _credentials = Read(credentials);
    }

    /// <summary>The variables that say where they are.</summary>
    public static IReadOnlyList<string> Variables { get; } = [ConfigVariable, CredentialsVariable, s_homeVariable];

    /// <summary>Reads them. A missing one is empty.</summary>
    /// <exception cref="SourceException">One cannot be read.</exception>
    public static AwsFiles Read(SourceContext context) => new(
        Find(context, ConfigVariable, "config"),
        Find(context, CredentialsVariable, "credentials"));

    /// <summary>Full path of the folder <c>.aws</c>.</summary>
    public static string FolderOf(SourceContext context)
    {
        string? home = context.UserEnvironment.GetValueOrDefault(s_homeVariable);
        return Path.Join(
            string.IsNullOrEmpty(home)
                ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
                : home,
            ".aws");
    }

    /// <summary>Whether one of the files has changed since it was read.</summary>
    public bool HaveChanged() => Array.Exists(_files, file => file.HasChanged());

    /// <summary>The profile that a plugin without a setting for it uses.</summary>
    /// <param name="context">The user's environment, whose <c>AWS_PROFILE</c> can name it.</param>
    /// <returns>The profile; null if none is named and there is none with the default name.</returns>
    /// <exception cref="SourceException">The profile that is named does not exist.</exception>
    public AwsProfile? FindDefault(SourceContext context) =>
        context.UserEnvironment.GetValueOrDefault(ProfileVariable) is { Length: > 0 } name
            ? Find(name, ProfileVariable)
            : TryFind(DefaultName);

    /// <summary>The name of the profile that a plugin without a setting for it uses.</summary>
    public static string DefaultNameOf(SourceContext context) =>
        context.UserEnvironment.GetValueOrDefault(ProfileVariable) is { Length: > 0 } name ? name : DefaultName;

    /// <summary>Finds a profile: what the file of credentials has replaces what the configuration has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="origin">What names it, for a message.</param>
    /// <exception cref="SourceException">It does not exist.</exception>
    public AwsProfile Find(string name, string origin) => TryFind(name)
        ?? throw new SourceException(
            $"the profile {name}, which {origin} names, is in neither {_files[0].Path} nor {_files[1].Path}. Create it "
            + "with 'aws configure sso' or 'aws configure', or correct the name")
        {
            Setting = origin,
        };

    /// <summary>Finds a section of another kind.</summary>
    /// <param name="kind"><c>sso-session</c> or <c>services</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="origin">What names it, for a message.</param>
    /// <exception cref="SourceException">It does not exist.</exception>
    public AwsProfile FindSection(string kind, string name, string origin) =>
        _config.GetValueOrDefault($"{kind} {name}")
        ?? throw new SourceException(
            $"[{kind} {name}], which {origin} names, is not in {_files[0].Path}. Add it, or correct the name");

    private static SourceFile Find(SourceContext context, string variable, string name) =>
        context.Tools.ReadFile(
            context.UserEnvironment.GetValueOrDefault(variable) is { Length: > 0 } path
                ? path
                : Path.Join(FolderOf(context), name));

    private static Dictionary<string, AwsProfile> Read(SourceFile file) =>
        file.Bytes is { } bytes ? AwsFileReader.Read(file.Path, bytes) : [];

    private AwsProfile? TryFind(string name)
    {
        AwsProfile?[] found =
        [
            _config.GetValueOrDefault($"profile {name}")
                ?? (name == DefaultName ? _config.GetValueOrDefault(DefaultName) : null),
            _credentials.GetValueOrDefault(name),
        ];
        if (found.All(section => section is null))
        {
            return null;
        }

        var profile = new AwsProfile($"the profile {name}");
        foreach (AwsProfile section in found.OfType<AwsProfile>())
        {
            profile.SetAll(section);
        }

        return profile;
    }
}
