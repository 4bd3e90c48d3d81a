using OidcDevice;
using P5.Plugin;

// Tokens are sent only to the endpoints of the discovery document.
using var handler = new HttpClientHandler { AllowAutoRedirect = false };

// A provider that does not answer must not block the shell. The person has as long as the device code is valid.
using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
return await PluginServer.ServeAsync(
    logger => new OidcDevicePlugin(new IdentityProvider(http), TimeProvider.System, logger));
