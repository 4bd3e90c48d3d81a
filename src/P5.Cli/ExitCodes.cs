namespace P5.Cli;

/// <summary>What p5env ends with. <c>exec</c> leaves the codes below 125 to the command that it runs, as env(1) does.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary><c>exec</c> did not get to the command.</summary>
    public const int ExecFailure = 125;

    /// <summary>The command cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;
}
