namespace P5.PowerShell.Tests;

/// <summary>Something that failed in a test file.</summary>
/// <param name="Name">The test or group with the groups around it, or the file.</param>
/// <param name="Message">What went wrong, and where.</param>
internal sealed record PesterFailure(string Name, string Message);
