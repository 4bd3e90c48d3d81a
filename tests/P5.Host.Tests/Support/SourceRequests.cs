using P5.Sources;

namespace P5.Host.Tests;

/// <summary>What built-in sources are sent, and what they answer.</summary>
internal static class SourceRequests
{
    public static CredentialRequest Of(
        IEnumerable<(string Key, string Value)> program, IEnumerable<(string Key, string Value)> stack) => new()
    {
        StackName = "dev",
        ProgramName = "",
        SecretsProvider = "",
        ProgramConfig = program.ToDictionary(pair => pair.Key, pair => pair.Value),
        StackConfig = stack.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    /// <summary><c>NAME=value</c> of each variable, by name. A refusal fails the test.</summary>
    public static IEnumerable<string> Variables(CredentialResult result)
    {
        result.Refusal.ShouldBeNull();
        return result.Variables.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
    }
}
