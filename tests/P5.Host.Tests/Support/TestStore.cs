namespace P5.Host.Tests;

/// <summary>What tests of the credential store have in common.</summary>
internal static class TestStore
{
    /// <summary>A backend that needs neither another program nor a session.</summary>
    internal static StoreBackend Backend { get; } = Wine.IsRunning ? StoreBackend.Dpapi : StoreBackend.Passphrase;
}
