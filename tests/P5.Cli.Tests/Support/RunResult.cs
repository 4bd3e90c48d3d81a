namespace P5.Cli.Tests;

/// <summary>What a program left.</summary>
internal sealed record RunResult(int ExitCode, string Output, string Error)
{
    /// <summary>It did what it was to do and complained of nothing.</summary>
    internal string ShouldSucceed()
    {
        this.ShouldBe(new RunResult(0, Output, ""));
        return Output;
    }
}
