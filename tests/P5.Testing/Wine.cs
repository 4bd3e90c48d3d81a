using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace P5.Testing;

/// <summary>
/// What tests need to know about Wine, in which <c>tests/windows/run</c> runs them as programs for Windows. Only what
/// Wine does not have is skipped by this class; what Windows does not have is skipped by the system's name.
/// </summary>
public static partial class Wine
{
    /// <summary>Why tests of AutoMTLS are skipped.</summary>
    public const string HasNoKeys = "Wine has no ephemeral keys, which AutoMTLS needs.";

    /// <summary>Why tests that build or pack are skipped.</summary>
    public const string HasNoSdk = "tests/windows/run has no .NET SDK for Windows.";

    /// <summary>Why tests whose own servers listen on Unix sockets are skipped.</summary>
    public const string HasNoUnixSockets = "Wine has no Unix sockets, which Windows has.";

    /// <summary>Why tests that derive a key from a passphrase are skipped.</summary>
    public const string HasNoPassphrases = "Wine does not have the function by which .NET derives a key (PBKDF2).";

    /// <summary>Why tests that sign with an RSA key are skipped.</summary>
    public const string HasNoRsa = "Wine does not have the properties of RSA keys that .NET reads.";

    public static bool IsRunning { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll.dll"), "wine_get_version", out _);

    /// <summary>
    /// Turns AutoMTLS off for the plugins of a p5.toml whose tables do not mention it, because it is on by default on
    /// Windows.
    /// </summary>
    /// <param name="toml">The file's text, with <c>cmd</c> on lines of its own.</param>
    /// <returns>The text; unchanged on a real system.</returns>
    public static string WithoutMtls(string toml) =>
        !IsRunning
            ? toml
            : string.Join(
                "\n[",
                toml.Split("\n[").Select(table => table.Contains("mtls", StringComparison.Ordinal)
                    ? table
                    : CommandLine().Replace(table, "$0\nmtls = 'never'")));

    [GeneratedRegex("^cmd = .*$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
