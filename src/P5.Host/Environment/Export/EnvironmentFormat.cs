namespace P5.Host;

/// <summary>The forms in which variables are handed to other programs.</summary>
public enum EnvironmentFormat
{
    /// <summary><c>export NAME='value'</c> for sh, bash and zsh.</summary>
    Posix,

    /// <summary><c>set -gx NAME 'value'</c> for fish.</summary>
    Fish,

    /// <summary><c>$env:NAME = 'value'</c>; another statement for names that this form cannot hold.</summary>
    PowerShell,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary><c>NAME='value'</c> lines.</summary>
    Dotenv,

    /// <summary>Lines of the file that <c>$GITHUB_ENV</c> names, from which later steps of a GitHub workflow have their variables.</summary>
    GitHubActions,
}
