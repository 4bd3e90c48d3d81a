using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace P5.Host.Tests;

/// <summary>Another process with P5's own code: this very executable, see <c>Program.cs</c>.</summary>
internal static class OtherProcess
{
    /// <summary>Its first argument.</summary>
    internal const string Argument = "other-process";

    private const string HoldLock = "hold-lock";
    private const string ReadKey = "read-key";

    /// <summary>Starts a process that takes a lock and has it until it is killed or its input ends.</summary>
    internal static async Task<Process> HoldLockAsync(string file)
    {
        Process process = Programs.Start(Describe(HoldLock, file));
        (await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default)).ShouldBe("held");
        return process;
    }

    /// <summary>Reads a key that Windows protects.</summary>
    /// <returns>Its checksum, or why it cannot be read.</returns>
    internal static async Task<string> ReadKeyAsync(string folder, string id)
    {
        RunResult result = await Programs.RunAsync(Describe(ReadKey, folder, id));
        return result.ShouldSucceed().Trim();
    }

    /// <summary>What it does.</summary>
    internal static async Task RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case [HoldLock, string file]:
                using (FileLock.TryTake(file).ShouldNotBeNull())
                {
                    Console.WriteLine("held");
                    await Console.In.ReadToEndAsync();
                }

                break;
            case [ReadKey, string folder, string id] when OperatingSystem.IsWindows():
                Console.WriteLine(await ReadAsync(folder, id));
                break;
            default:
                throw new ArgumentException($"'{string.Join(' ', arguments)}' is not a task.");
        }
    }

    internal static string Checksum(byte[] key) => Convert.ToHexString(SHA256.HashData(key));

    [SupportedOSPlatform("windows")]
    private static async Task<string> ReadAsync(string folder, string id)
    {
        try
        {
            byte[]? key = await new DpapiVault(folder).ReadAsync(id, CancellationToken.None);
            return key is null ? "none" : Checksum(key);
        }
        catch (KeyVaultException exception)
        {
            return exception.Message;
        }
    }

    private static ProcessStartInfo Describe(params string[] arguments) => new(
        Path.ChangeExtension(
            typeof(OtherProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null),
        [Argument, .. arguments]);
}
