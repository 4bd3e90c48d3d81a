namespace P5.GoPlugin.Tests;

/// <summary>These tests as a program, which <c>Program.cs</c> makes several other programs by its arguments.</summary>
internal static class ThisProgram
{
    internal static string File { get; } = Path.ChangeExtension(
        typeof(ThisProgram).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)!;
}
