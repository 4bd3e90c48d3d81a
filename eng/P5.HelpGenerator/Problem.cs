namespace P5.HelpGenerator;

/// <summary>Something in a page that keeps the help from being made.</summary>
/// <param name="File">The page.</param>
/// <param name="Line">The line, the first is 1.</param>
/// <param name="Message">What is wrong, and what to do.</param>
internal sealed record Problem(string File, int Line, string Message)
{
    /// <summary>The form in which MSBuild and editors recognize an error and its place.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{File}({Line}): error P5HELP: {Message}";
}
