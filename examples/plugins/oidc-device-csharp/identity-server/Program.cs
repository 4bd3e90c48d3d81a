using IdentityServer;

// A free port by default; the address is the issuer.
await using var server = await FakeIdentityServer.StartAsync(args is [string port] ? int.Parse(port) : 0);
Console.WriteLine(server.Issuer);
await server.StoppedAsync();
