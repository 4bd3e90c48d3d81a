using P5.FakeAws;
using P5.Sources;
using P5.Sources.Aws;

namespace P5.Host.Tests;

/// <summary>A server in the place of AWS, a user with files of the AWS CLI, and the source.</summary>
internal sealed class AwsScene : IAsyncDisposable, ISourceUser
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly MemoryStore _store = new();
    private readonly List<string> _shown = [];
    private readonly List<Uri> _pages = [];

    private AwsScene(AwsEndpoint aws)
    {
        Aws = aws;
        Location = _workspace.Root;
        Source = NewSource();
        User["HOME"] = User["USERPROFILE"] = _workspace.PathOf("home");
        User["AWS_ENDPOINT_URL"] = aws.Address;
        User["AWS_MAX_ATTEMPTS"] = "1";
        User["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        Config("[default]\nregion = eu-west-1\n");
        Credentials(
            $"[default]\naws_access_key_id={AwsEndpoint.UserKeyId}\naws_secret_access_key={AwsEndpoint.UserSecret}\n");
    }

    public AwsEndpoint Aws { get; }

    /// <summary>Full path of the workspace that asks.</summary>
    public string Location { get; set; }

    public ObservedTime? Clock { get; set; }

    /// <summary>The user's own variables.</summary>
    public Dictionary<string, string> User { get; } = [];

    /// <summary>The variables of plugins before this one.</summary>
    public Dictionary<string, string> Inherited { get; } = [];

    /// <summary>Whether someone can answer.</summary>
    public bool IsPresent { get; set; }

    /// <summary>What the user answers.</summary>
    public string? Answer { get; set; }

    public bool HasStore { get; set; }

    public IReadOnlyList<string> Shown => _shown;

    public IReadOnlyList<Uri> Pages => _pages;

    public List<string> Questions { get; } = [];

    public IDictionary<string, byte[]> Stored => _store.Stored;

    private SeparateSource Source { get; set; }

    /// <param name="identities">Verifies identity tokens; null if no issuer is trusted.</param>
    public static async Task<AwsScene> StartAsync(IdentityVerifier? identities = null) =>
        new(await AwsEndpoint.StartAsync(
            findIdentityProblem: identities is null ? null : identities.FindProblemAsync));

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        _workspace.Dispose();
    }

    public string PathOf(string name) => _workspace.PathOf(name);

    public string Write(string name, string text) => _workspace.Write(name, text);

    public void Config(string text) => User["AWS_CONFIG_FILE"] = Write("config", text);

    public void Credentials(string text) => User["AWS_SHARED_CREDENTIALS_FILE"] = Write("credentials", text);

    /// <summary>Forgets what the process knows of logins.</summary>
    public void Restart() => Source = NewSource();

    public Task<CredentialResult> AskAsync(params (string Key, string Value)[] settings) =>
        AskAsync(settings, CancellationToken.None);

    public Task<CredentialResult> AskAsync(
        (string Key, string Value)[] settings, CancellationToken cancellationToken) =>
        Source.GetCredentialAsync(SourceRequests.Of(settings, []), NewContext(), cancellationToken)
            .WaitAsync(TestTimeout.Default, CancellationToken.None);

    /// <summary>Revokes a result.</summary>
    /// <returns>Why it was not revoked; null if it was.</returns>
    public Task<string?> RevokeAsync(CredentialResult result) =>
        Source.RevokeAsync(result.Lease.ShouldNotBeNull(), NewContext(), CancellationToken.None)
            .WaitAsync(TestTimeout.Default);

    private SourceContext NewContext()
    {
        var environment = new Dictionary<string, string>(User);
        foreach ((string name, string value) in Inherited)
        {
            environment[name] = value;
        }

        TimeProvider time = Clock ?? TimeProvider.System;
        return new SourceContext
        {
            WorkspaceDirectory = Location,
            Environment = environment,
            UserEnvironment = User,
            InheritedVariables = Inherited,
            TimeProvider = time,
            User = this,
            Store = HasStore ? _store : null,
            Tools = new SourceTools(Location, User, secrets: null, time),
        };
    }

    /// <summary>The variables of an answer by name. A refusal fails the test.</summary>
    public static Dictionary<string, string> VariablesOf(CredentialResult result)
    {
        result.Refusal.ShouldBeNull();
        return new Dictionary<string, string>(result.Variables);
    }

    Task<bool> ISourceUser.IsPresentAsync(CancellationToken cancellationToken) => Task.FromResult(IsPresent);

    void ISourceUser.Show(string line) => _shown.Add(line);

    Task<string?> ISourceUser.AskAsync(string prompt, CancellationToken cancellationToken)
    {
        Questions.Add(prompt);
        return Task.FromResult(Answer);
    }

    private SeparateSource NewSource() => new("aws", () => new AwsSource(_pages.Add));
}
