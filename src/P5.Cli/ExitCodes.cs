namespace P5.Cli;

/// <summary>
/// What p5env ends with. <c>exec</c> leaves the codes below 125 to the command that it runs, as env(1) does: whatever
/// keeps it from the command, a wrong call of itself included, is 125 or more. A signal that ends p5env before the
/// command runs results in 128 and its number.
/// </summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>p5env was called with invalid arguments.</summary>
    public const int Usage = 2;

    /// <summary><c>exec</c> did not get to the command.</summary>
    public const int ExecFailure = 125;

    /// <summary>The command is there and cannot be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;

    public const int HangUp = 129;

    public const int Interrupt = 130;

    public const int Terminate = 143;
}
