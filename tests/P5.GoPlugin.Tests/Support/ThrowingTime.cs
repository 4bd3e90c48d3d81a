namespace P5.GoPlugin.Tests;

/// <summary>A clock that fails when a certificate is created, as the system's cryptography can.</summary>
internal sealed class ThrowingTime(Exception failure) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => throw failure;
}
