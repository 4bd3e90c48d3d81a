using System.Globalization;

namespace P5;

/// <summary>How an exit code is shown.</summary>
internal static class ExitCodeText
{
    /// <summary>
    /// The codes with which Windows ends a process are known by their hexadecimal form: 0xC0000005 is an access
    /// violation. Small negative numbers are a program's own.
    /// </summary>
    /// <param name="exitCode">The exit code, or null if it is not known.</param>
    /// <returns>The text; "" for null.</returns>
    public static string Of(int? exitCode) => exitCode < short.MinValue
        ? $"0x{exitCode:X8}"
        : exitCode?.ToString(CultureInfo.InvariantCulture) ?? "";
}
