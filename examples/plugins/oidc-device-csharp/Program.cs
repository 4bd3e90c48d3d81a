using OidcDevice;
using P5.Plugin;

// Tokens go to the endpoints that the provider names, and nowhere else.
using var handler = new HttpClientHandler { AllowAutoRedirect = false };

// A provider that does not answer must not hold the shell forever. The person's own time is the device code's.
using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
return await PluginServer.ServeAsync(
    logger => new OidcDevicePlugin(new IdentityProvider(http), TimeProvider.System, logger));
