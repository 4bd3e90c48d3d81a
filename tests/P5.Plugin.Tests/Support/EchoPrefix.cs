namespace P5.Plugin.Tests;

/// <summary>What the echo begins with: a service of the plugin, which is disposed of with it.</summary>
internal sealed class EchoPrefix : IDisposable
{
    public string Value { get; init; } = "";

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}
