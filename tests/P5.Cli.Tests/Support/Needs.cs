namespace P5.Cli.Tests;

/// <summary>What a test cannot do without; it is skipped with the reason.</summary>
internal static class Needs
{
    internal static void Unix() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script, or the point is execve.");

    internal static void Windows() =>
        Assert.SkipUnless(OperatingSystem.IsWindows(), "It is about Windows.");

    internal static void Linux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc, or meets a limit of Linux.");
}
