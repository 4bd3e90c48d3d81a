using P5.GoPlugin.Checks;

namespace P5.GoPlugin.Tests;

public sealed class DirectRunTests
{
    [Theory]
    [InlineData(1, "This binary is a plugin. These are not meant to be executed directly.")]
    [InlineData(1, "This is a p5 plugin. It is not meant to be run directly: p5 starts it when it needs credentials.")]
    [InlineData(255, "{\"@level\":\"error\",\"@message\":\"okta is a Terraform plugin\"}")]
    [InlineData(1, "Do not run it by hand.")]
    [InlineData(-1, "Missing magic cookie")]
    [InlineData(127, "This is a plugin.")]
    [InlineData(1, "warming up\nA host starts this plugin.")]
    public void Judge_Refusal_Passes(int exitCode, string output) =>
        Judge(exitCode, output).Outcome.ShouldBe(CheckOutcome.Pass);

    [Theory]
    // No plugin: the program cannot be executed, or something that it needs is missing.
    [InlineData(127, "sh: 1: /opt/my-plugin: not found", "cannot be run")]
    [InlineData(126, "sh: 1: ./plugin: Permission denied", "cannot be run")]
    [InlineData(127, "./plugin: error while loading shared libraries: libssl.so.3: not found", "cannot be run")]
    [InlineData(2, "python3: can't open file '/opt/plugin.py': [Errno 2] No such file", "does not state")]
    [InlineData(131, "You must install .NET to run this application.", "It needs .NET, which is not installed.")]
    // A crash, whatever its message states.
    [InlineData(134, "Unhandled exception. System.Exception: This is a plugin", "it crashed")]
    [InlineData(2, "panic: this is a plugin", "it crashed")]
    [InlineData(1, "Traceback (most recent call last):\n  File \"/x/p.py\"\nRuntimeError: is a plugin", "it crashed")]
    [InlineData(1, "Error: is a plugin\n    at /x/plugin.js:1:7\n\nNode.js v20.1.0", "it crashed")]
    [InlineData(139, "This is a plugin.", "signal")]
    [InlineData(-1073741819, "This is a plugin.", "a crash")]
    // Something else.
    [InlineData(1, "cannot read the plugin's configuration", "does not state")]
    [InlineData(1, "", "printed nothing")]
    public void Judge_OtherFailure_Fails(int exitCode, string output, string evidence)
    {
        RuleFinding finding = Judge(exitCode, output);

        finding.Outcome.ShouldBe(CheckOutcome.Fail);
        finding.Evidence.ShouldContain(evidence);
        finding.Evidence.ShouldContain($"exit code {ExitCodeText.Of(exitCode)}");
    }

    private static RuleFinding Judge(int exitCode, string output) =>
        new DirectRun(exitCode, output).Judge(SafeText.Truncate, "5 ms");
}
