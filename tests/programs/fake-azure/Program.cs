// Answers as Entra ID and Key Vault on loopback until it is ended. The argument is a folder, which gets certificates.
using P5.FakeAzure;

string folder = Path.GetFullPath(args is [var given] ? given : "fake-azure");
await using AzureEndpoint endpoint = await AzureEndpoint.StartAsync();

// Twice, the login is not confirmed yet.
endpoint.Polls.Enqueue("authorization_pending");
endpoint.Polls.Enqueue("slow_down");
Directory.CreateDirectory(folder);
string trusted = Path.Join(folder, "ca.pem");
string certificate = Path.Join(folder, "client.pem");
await File.WriteAllTextAsync(trusted, endpoint.Certificate.ExportCertificatePem());
await File.WriteAllTextAsync(certificate, endpoint.ClientCertificatePem);
Console.WriteLine($"AZURE_AUTHORITY_HOST={endpoint.Address}");
Console.WriteLine($"REQUESTS_CA_BUNDLE={trusted}");
Console.WriteLine($"AZURE_CLIENT_SECRET={AzureEndpoint.ClientSecret}");
Console.WriteLine($"AZURE_POD_IDENTITY_AUTHORITY_HOST={endpoint.PlainAddress}");
Console.WriteLine($"ACTIONS_ID_TOKEN_REQUEST_URL={endpoint.PlainAddress}/github?api-version=2.0");
Console.WriteLine($"ACTIONS_ID_TOKEN_REQUEST_TOKEN={AzureEndpoint.GitHubBearer}");
Console.WriteLine($"The tenant is {AzureEndpoint.Tenant}, the application {AzureEndpoint.ClientId}.");
Console.WriteLine($"Its certificate is {certificate}, a secret is at {endpoint.Address}/secrets/password.");
Console.WriteLine("With the login device-code, leave client_id out: the application is that of the Azure CLI.");
Console.WriteLine("Set these variables; end the program with Ctrl+C.");
await endpoint.WaitForShutdownAsync();
