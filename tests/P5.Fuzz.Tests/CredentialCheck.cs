using System.Text;
using System.Text.RegularExpressions;
using P5.Host;

namespace P5.Fuzz.Tests;

/// <summary>Uses what a call returned as the cmdlets do.</summary>
internal static partial class CredentialCheck
{
    private static readonly EnvironmentFormat[] s_formats =
    [
        .. Enum.GetValues<EnvironmentFormat>().Where(format => format != EnvironmentFormat.GitHubActions),
    ];

    /// <exception cref="FuzzException">The result has no id of its own, or cannot be used.</exception>
    internal static void Check(FuzzCase fuzzCase, AuthenticationResult result, Host.P5Host host)
    {
        if (result.Error is { } error)
        {
            fuzzCase.Note(error.ErrorId, error.Message);
            if (error.ErrorId is ErrorIds.Unexpected or ErrorIds.ModuleIncomplete)
            {
                throw new FuzzException($"the result is {error.ErrorId}", error);
            }

            return;
        }

        try
        {
            IReadOnlyDictionary<string, string> variables = result.Credential!.GetVariables();
            host.Environment.Copy().Apply([result.Credential]);
            foreach (EnvironmentFormat format in s_formats)
            {
                EnvironmentFormatter.Format(variables, format);
            }

            CheckDotenv(variables);
            fuzzCase.Note("credential used");
        }
        catch (P5Exception failure)
        {
            fuzzCase.Note($"credential: {failure.ErrorId}", failure.Message);
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShellName();

    /// <summary>What P5 exports as dotenv, P5 reads unchanged. Names that shells cannot set are left out.</summary>
    private static void CheckDotenv(IReadOnlyDictionary<string, string> variables)
    {
        string text = EnvironmentFormatter.Format(variables, EnvironmentFormat.Dotenv);
        var read = VariableText.Parse(Encoding.UTF8.GetBytes(text));
        if (!read.Variables.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SequenceEqual(variables
                .Where(pair => ShellName().IsMatch(pair.Key))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        {
            throw new FuzzException($"the dotenv export reads back differently: {text}");
        }
    }
}
