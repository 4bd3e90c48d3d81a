namespace P5.Testing;

/// <summary>A clock that fails when a certificate is created, as the system's cryptography can.</summary>
public sealed class ThrowingTime(Exception failure) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => throw failure;
}
