namespace P5.Testing;

/// <summary>How a program ended, and what it wrote.</summary>
public sealed record RunResult(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that the program succeeded and wrote nothing to standard error.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public string ShouldSucceed()
    {
        this.ShouldBe(new RunResult(0, Output, ""));
        return Output;
    }
}
