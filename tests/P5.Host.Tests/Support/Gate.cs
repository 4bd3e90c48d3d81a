using System.Net;
using System.Net.Sockets;

namespace P5.Host.Tests;

/// <summary>Holds a recorder with the setting <c>gate</c> inside its call until the test releases it.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public Gate() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Waits until a call has come to the gate.</summary>
    public async Task<Visitor> ArrivedAsync() =>
        new(await _listener.AcceptSocketAsync().WaitAsync(TestTimeout.Default));

    /// <summary>Whether another call has come to the gate.</summary>
    public bool HasVisitor => _listener.Pending();

    public void Dispose() => _listener.Dispose();

    internal sealed class Visitor(Socket socket) : IDisposable
    {
        public void Release() => socket.Send([1]);

        public void Dispose() => socket.Dispose();
    }
}
