namespace P5.Cli;

/// <summary>
/// The exit codes of p5env. <c>exec</c> leaves the codes below 125 to the command that it runs, as env(1) does: every
/// failure before the command runs, including invalid arguments, is 125 or more. A signal before the command runs
/// results in 128 plus its number.
/// </summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>p5env was called with invalid arguments.</summary>
    public const int Usage = 2;

    /// <summary><c>convert</c> succeeded, but plugins remain that must be converted manually.</summary>
    public const int Incomplete = 3;

    /// <summary><c>exec</c> did not get to the command.</summary>
    public const int ExecFailure = 125;

    /// <summary>The command is there and cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;

    /// <summary>A signal ended p5env or the command; its number is added.</summary>
    public const int Signal = 128;

    /// <summary>As of a program that SIGPIPE has ended.</summary>
    public const int OutputClosed = 141;
}
