using P5.FakeAzure;
using P5.Sources;
using P5.Sources.Azure;

namespace P5.Host.Tests;

/// <summary>A server in the place of Azure, a user who trusts it, and the source.</summary>
internal sealed class AzureScene : IAsyncDisposable, ISourceUser, IUserSecrets
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly MemoryStore _store = new();
    private readonly List<string> _shown = [];

    private AzureScene(AzureEndpoint azure)
    {
        Azure = azure;
        Location = _workspace.Root;
        Source = NewSource();
        User["HOME"] = User["USERPROFILE"] = _workspace.PathOf("home");
        User["AZURE_CONFIG_DIR"] = _workspace.PathOf("azure");
        User["AZURE_AUTHORITY_HOST"] = azure.Address;
        User["REQUESTS_CA_BUNDLE"] = Write("ca.pem", azure.Certificate.ExportCertificatePem());
        User["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
    }

    public AzureEndpoint Azure { get; }

    /// <summary>Full path of the workspace that asks.</summary>
    public string Location { get; set; }

    public ObservedTime? Clock { get; set; }

    /// <summary>The user's own variables.</summary>
    public Dictionary<string, string> User { get; } = [];

    /// <summary>The variables of plugins before this one.</summary>
    public Dictionary<string, string> Inherited { get; } = [];

    /// <summary>What the user has stored for configurations.</summary>
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Whether someone can answer.</summary>
    public bool IsPresent { get; set; }

    public bool HasStore { get; set; }

    public IReadOnlyList<string> Shown => _shown;

    public IDictionary<string, byte[]> Stored => _store.Stored;

    private SeparateSource Source { get; set; }

    public static async Task<AzureScene> StartAsync() => new(await AzureEndpoint.StartAsync());

    /// <summary>The settings of a login of the application.</summary>
    public static (string Key, string Value)[] Application(string login, params (string, string)[] more) =>
        [("login", login), ("tenant", AzureEndpoint.Tenant), ("client_id", AzureEndpoint.ClientId), .. more];

    public async ValueTask DisposeAsync()
    {
        await Azure.DisposeAsync();
        _workspace.Dispose();
    }

    public string PathOf(string name) => _workspace.PathOf(name);

    public string Write(string name, string text) => _workspace.Write(name, text);

    public string WriteExecutable(string name, string text)
    {
        _workspace.WriteExecutable(name, text);
        return PathOf(name);
    }

    /// <summary>Creates a file of any bytes.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = _workspace.PathOf(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Forgets what the process knows of logins.</summary>
    public void Restart() => Source = NewSource();

    public Task<CredentialResult> AskAsync(params (string Key, string Value)[] settings) =>
        AskAsync(settings, CancellationToken.None);

    public Task<CredentialResult> AskAsync((string Key, string Value)[] settings, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(User);
        foreach ((string name, string value) in Inherited)
        {
            environment[name] = value;
        }

        TimeProvider time = Clock ?? TimeProvider.System;
        var context = new SourceContext
        {
            WorkspaceDirectory = Location,
            Environment = environment,
            UserEnvironment = User,
            InheritedVariables = Inherited,
            TimeProvider = time,
            User = this,
            Store = HasStore ? _store : null,
            Tools = new SourceTools(Location, User, secrets: this, time),
        };
        return Source.GetCredentialAsync(SourceRequests.Of(settings, []), context, cancellationToken)
            .WaitAsync(TestTimeout.Default, CancellationToken.None);
    }

    /// <summary>The reason of a refusal.</summary>
    public async Task<string> RefusalAsync(params (string Key, string Value)[] settings) =>
        (await AskAsync(settings)).Refusal.ShouldNotBeNull();

    /// <summary>The variables of an answer by name. A refusal fails the test.</summary>
    public static Dictionary<string, string> VariablesOf(CredentialResult result)
    {
        result.Refusal.ShouldBeNull();
        return new Dictionary<string, string>(result.Variables);
    }

    Task<bool> ISourceUser.IsPresentAsync(CancellationToken cancellationToken) => Task.FromResult(IsPresent);

    void ISourceUser.Show(string line) => _shown.Add(line);

    Task<string?> ISourceUser.AskAsync(string prompt, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The source asks for nothing.");

    Task<UserSecret> IUserSecrets.ReadAsync(string name, CancellationToken cancellationToken)
    {
        string value = Secrets[name];
        return Task.FromResult(new UserSecret(value, () => Secrets[name] != value));
    }

    private static SeparateSource NewSource() => new("azure", () => new AzureSource());
}
