namespace P5.Host.Tests;

/// <summary>What Vault creates for a credential, in hosts that cache and store it: renewed and revoked.</summary>
public sealed class VaultLeaseTests : IAsyncLifetime
{
    private const string Lease = "aws/creds/deploy/hunter2-lease";
    private const string Read = "GET /v1/aws/creds/deploy";
    private const string RenewLease = "POST /v1/sys/leases/renew";
    private const string RenewLogin = "POST /v1/auth/token/renew-self";
    private const string RevokeLease = "POST /v1/sys/leases/revoke";
    private const string RevokeLogin = "POST /v1/auth/token/revoke-self";
    private const string LogIn = "POST /v1/auth/approle/login";

    private readonly TestHost _host = new(options => options with { PassphraseIterations = 1 });
    private readonly List<P5Host> _hosts = [];
    private FakeVault _vault = null!;

    public async ValueTask InitializeAsync()
    {
        _vault = await FakeVault.StartAsync();
        _host.Environment.SetVariable("VAULT_TOKEN", FakeVault.Token);
        _host.Environment.SetVariable("VAULT_SECRET_ID", FakeVault.SecretId);
        Configure();
        Create("AKIA1");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (P5Host host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _host.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Fact]
    public async Task Renew_BeforeTheEndOfTheLease_KeepsTheVariables()
    {
        DateTimeOffset? first = (await _host.AskOneAsync()).Credential!.ExpiresAt;
        Create("AKIA2");

        _host.Clock.Advance(TimeSpan.FromMinutes(54));
        (await _host.AskOneAsync()).FromCache.ShouldBeTrue();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        AuthenticationResult renewed = await _host.AskOneAsync();

        renewed.FromCache.ShouldBeFalse();
        renewed.Variables()["KEY"].ShouldBe("AKIA1");
        renewed.Credential!.ExpiresAt.ShouldBe(first!.Value.AddMinutes(55));
        _vault.Requests.ShouldBe([Read, RenewLease]);
    }

    [Fact]
    public async Task Renew_SecretWithoutALease_IsReadAgain()
    {
        _vault.Put("secret/data/app", """{"data":{"data":{"user":"ann"},"metadata":{}}}""");
        Configure(more: "USER = 'secret/data/app#user'");
        await _host.AskOneAsync();
        Create("AKIA2");
        _vault.Put("secret/data/app", """{"data":{"data":{"user":"bob"},"metadata":{}}}""");

        _host.Clock.Advance(TimeSpan.FromMinutes(55));
        IReadOnlyDictionary<string, string> variables = (await _host.AskOneAsync()).Variables();

        variables["KEY"].ShouldBe("AKIA1");
        variables["USER"].ShouldBe("bob");
    }

    // A login lasts half an hour, and what it creates ends with it.
    [Fact]
    public async Task Renew_OfALogin_RenewsItsTokenToo()
    {
        Configure("login = 'approle'\nrole = 'role-id'");
        await _host.AskOneAsync();

        _host.Clock.Advance(TimeSpan.FromMinutes(25));
        (await _host.AskOneAsync()).Credential!.ExpiresAt.ShouldBe(_host.Clock.GetUtcNow().AddMinutes(25));

        _vault.Requests.ShouldBe([LogIn, Read, RenewLogin, RenewLease]);
    }

    [Fact]
    public async Task Renew_VaultAddsTooLittle_CreatesAnotherOne()
    {
        await _host.AskOneAsync();
        Create("AKIA2");
        _vault.LongestRenewal = 300;

        _host.Clock.Advance(TimeSpan.FromMinutes(55));
        AuthenticationResult created = await _host.AskOneAsync();

        created.Variables()["KEY"].ShouldBe("AKIA2");
        _vault.Requests.ShouldBe([Read, RenewLease, Read]);
    }

    [Fact]
    public async Task Renew_LeaseIsGone_CreatesAnotherOne()
    {
        await _host.AskOneAsync();
        _vault.Revoke(Lease);
        Create("AKIA2", "aws/creds/deploy/2");

        _host.Clock.Advance(TimeSpan.FromMinutes(55));

        (await _host.AskOneAsync()).Variables()["KEY"].ShouldBe("AKIA2");
        _vault.Requests.ShouldBe([Read, RenewLease, Read]);
    }

    [Fact]
    public async Task Renew_LoginIsGone_LogsInAgain()
    {
        Configure("login = 'approle'\nrole = 'role-id'");
        await _host.AskOneAsync();
        _vault.Revoke("hvs.hunter2-login-1");
        Create("AKIA2");

        _host.Clock.Advance(TimeSpan.FromMinutes(25));

        (await _host.AskOneAsync()).Variables()["KEY"].ShouldBe("AKIA2");
        _vault.Requests.ShouldBe([LogIn, Read, RenewLogin, LogIn, Read]);
    }

    [Fact]
    public async Task Renew_NotRenewable_CreatesAnotherOne()
    {
        Create("AKIA1", isRenewable: false);
        await _host.AskOneAsync();

        _host.Clock.Advance(TimeSpan.FromMinutes(55));
        await _host.AskOneAsync();

        _vault.Requests.ShouldBe([Read, Read]);
    }

    [Fact]
    public async Task Renew_Forced_CreatesAnotherOne()
    {
        await _host.AskOneAsync();
        Create("AKIA2");

        AuthenticationResult forced = await _host.AskOneAsync(options: new() { Force = true });

        forced.Variables()["KEY"].ShouldBe("AKIA2");
        _vault.Requests.ShouldBe([Read, Read]);
    }

    [Fact]
    public async Task Renew_ServerIsAway_IsReported_AndTheLeaseIsRenewedLater()
    {
        await _host.AskOneAsync();
        _host.Clock.Advance(TimeSpan.FromMinutes(55));
        _vault.Failures.Enqueue((503, ""));
        _vault.Failures.Enqueue((503, ""));

        (await _host.AskOneAsync()).Error!.Message.ShouldBe(
            "Plugin 'vault' could not authenticate: Vault answered aws/creds/deploy with 503. The server is sealed or "
            + "in maintenance; try again later");
        (await _host.AskOneAsync()).Variables()["KEY"].ShouldBe("AKIA1");
    }

    [Fact]
    public async Task Renew_InAnotherSession_UsesTheStoredLease()
    {
        await EnableStoreAsync();
        await AskAsync(_host.Host);
        Create("AKIA2");

        // Another credential is stored meanwhile, which removes what has expired.
        _host.Clock.Advance(TimeSpan.FromMinutes(56));
        await AskAsync(_host.Host, "prod");
        AuthenticationResult renewed = await AskAsync(NewHost());

        renewed.Variables()["KEY"].ShouldBe("AKIA1");
        _vault.Requests.ShouldBe([Read, Read, RenewLease]);
        (await AskAsync(NewHost())).FromStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Revoke_TokenOfTheUser_EndsTheLeaseAlone()
    {
        await _host.AskOneAsync();
        _host.Host.Credentials.List().Single().Revocable.ShouldBe($"1 lease at {_vault.Address}/");

        Revocation revocation = await RevokeAsync(_host.Host);

        revocation.Errors.ShouldBeEmpty();
        revocation.Revoked.ShouldBe([$"1 lease at {_vault.Address}/"]);
        _vault.Revoked.ShouldBe([Lease]);
        _host.Host.Credentials.List().ShouldBeEmpty();
        _vault.Requests.ShouldBe([Read, RevokeLease]);
    }

    // The cache has one credential of a plugin.
    [Fact]
    public async Task Revoke_AppliedCredentialThatIsNotCached_EndsIt()
    {
        _host.Host.Environment.Apply([(await AskAsync(_host.Host)).Credential!]);
        Create("AKIA2", "aws/creds/deploy/2");
        await AskAsync(_host.Host, "prod");
        _host.Host.ListRevocable().Select(credential => credential.Context.StackName).ShouldBe(["prod", "dev"]);

        (await _host.Host.RevokeAsync("vault", "dev")).Revoked.ShouldHaveSingleItem();

        _vault.Revoked.ShouldBe([Lease]);
        _host.Host.Credentials.List().ShouldHaveSingleItem().Context.StackName.ShouldBe("prod");
        _host.Host.ListRevocable().ShouldHaveSingleItem().Context.StackName.ShouldBe("prod");
    }

    [Fact]
    public async Task Revoke_Login_EndsItsToken()
    {
        Configure("login = 'approle'\nrole = 'role-id'");
        await _host.AskOneAsync();

        (await RevokeAsync(_host.Host)).Revoked.ShouldBe([$"1 lease and the login at {_vault.Address}/"]);

        _vault.Revoked.ShouldBe(["hvs.hunter2-login-1"]);
        _vault.Requests.ShouldBe([LogIn, Read, RevokeLogin]);
    }

    [Fact]
    public async Task Revoke_LoginWithoutALease_EndsItsToken()
    {
        _vault.Put("aws/creds/deploy", """{"data":{"key":"x"}}""");
        Configure("login = 'approle'\nrole = 'role-id'");
        await _host.AskOneAsync();

        (await RevokeAsync(_host.Host)).Revoked.ShouldBe([$"the login at {_vault.Address}/"]);

        _vault.Revoked.ShouldBe(["hvs.hunter2-login-1"]);
    }

    [Fact]
    public async Task Revoke_InAnotherSession_RemovesTheStoredCredential()
    {
        await EnableStoreAsync();
        await AskAsync(_host.Host);
        P5Host other = NewHost();

        (await RevokeAsync(other)).Revoked.ShouldHaveSingleItem();

        _vault.Revoked.ShouldBe([Lease]);
        other.Store.List().ShouldBeEmpty();
        other.Store.ListLeases().ShouldBeEmpty();
        (await AskAsync(NewHost())).FromStore.ShouldBeFalse();
    }

    [Fact]
    public async Task Revoke_CachedAndStored_SendsOneRequest()
    {
        await EnableStoreAsync();
        await AskAsync(_host.Host);

        await RevokeAsync(_host.Host);

        _vault.Revoked.ShouldBe([Lease]);
        _host.Host.Store.List().ShouldBeEmpty();
        _host.Host.Credentials.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_OfAStack_LeavesTheOthers()
    {
        await EnableStoreAsync();
        await AskAsync(_host.Host);
        Create("AKIA2", "aws/creds/deploy/2");
        await AskAsync(_host.Host, "prod");

        await RevokeAsync(_host.Host, "prod");

        _vault.Revoked.ShouldBe(["aws/creds/deploy/2"]);
        _host.Host.Store.List().ShouldHaveSingleItem().Stack.ShouldBe("dev");
        _host.Host.Store.ListLeases().ShouldHaveSingleItem().Stack.ShouldBe("dev");
    }

    [Theory]
    [InlineData(403, """{"errors":["permission denied"]}""", "with 403 (permission denied). Log in again, or give")]
    [InlineData(503, "", "with 503. The server is sealed or in maintenance")]
    [InlineData(500, "hunter2-lease", "with 500")]
    public async Task Revoke_Refused_KeepsTheCredential(int status, string body, string reason)
    {
        await EnableStoreAsync();
        await AskAsync(_host.Host);
        _vault.Failures.Enqueue((status, body));

        Revocation revocation = await RevokeAsync(_host.Host);

        revocation.Revoked.ShouldBeEmpty();
        P5Exception error = revocation.Errors.ShouldHaveSingleItem();
        error.ErrorId.ShouldBe(ErrorIds.RevocationFailed);
        error.PluginName.ShouldBe("vault");
        error.Message.ShouldStartWith(
            "The credential of plugin 'vault' for stack 'dev' was not revoked, and is not removed: Vault answered "
            + $"sys/leases/revoke {reason}");
        error.Message.ShouldNotContain("hunter2");
        error.RecommendedAction.ShouldBe(
            "Correct the reported problem and try again. Clear-P5Credential without -Revoke, or 'p5env store clear' "
            + "without --revoke, removes the credential all the same, without an end of "
            + $"1 lease at {_vault.Address}/.");
        (await AskAsync(_host.Host)).FromCache.ShouldBeTrue();
        (await AskAsync(NewHost())).FromStore.ShouldBeTrue();

        (await RevokeAsync(_host.Host)).Errors.ShouldBeEmpty("the server is back");
    }

    [Fact]
    public async Task Revoke_ServerIsAway_KeepsTheCredential()
    {
        await _host.AskOneAsync();
        string address = _vault.Address;
        await _vault.DisposeAsync();

        (await RevokeAsync(_host.Host)).Errors.ShouldHaveSingleItem().Message.ShouldContain(
            $"is not removed: Vault at {address}/ cannot be reached: ");
        _host.Host.Credentials.List().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Revoke_LeaseHasEnded_SendsNothing()
    {
        await _host.AskOneAsync();
        _host.Clock.Advance(TimeSpan.FromHours(1));

        (await RevokeAsync(_host.Host)).Errors.ShouldBeEmpty();

        _vault.Requests.ShouldBe([Read]);
        _host.Host.Credentials.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_SourceWithoutLeases_RemovesTheCredential()
    {
        _host.Write("[plugins.env.config.vars]\nA = '1'\n");
        await _host.AskOneAsync();
        _host.Host.Credentials.List().Single().Revocable.ShouldBeNull();

        Revocation revocation = await _host.Host.RevokeAsync("env");

        revocation.Revoked.ShouldBeEmpty();
        revocation.Errors.ShouldBeEmpty();
        _host.Host.Credentials.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Lease_OfACachedCredential_IsMasked()
    {
        await _host.AskOneAsync();
        var masker = new SecretMasker(_host.Host.Credentials.List);

        masker.Redact($"token {FakeVault.Token}, lease {Lease}").ShouldBe("token ***, lease ***");
        _host.Host.Credentials.Remove("vault");
        masker.Redact(Lease).ShouldBe(Lease);
    }

    private void Configure(string settings = "", string more = "") => _host.Write(
        $"""
        [plugins.vault.config]
        address = '{_vault.Address}'
        {settings}
        [plugins.vault.config.variables]
        KEY = 'aws/creds/deploy#key'
        {more}
        """);

    /// <summary>What the engine creates next.</summary>
    private void Create(string key, string lease = Lease, bool isRenewable = true) => _vault.Put(
        "aws/creds/deploy",
        $$"""
        {
          "lease_id": "{{lease}}", "lease_duration": 3600, "renewable": {{(isRenewable ? "true" : "false")}},
          "data": {"key": "{{key}}"}
        }
        """);

    private Task<StoreBackend> EnableStoreAsync() =>
        _host.Host.Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);

    private async Task<AuthenticationResult> AskAsync(P5Host host, string stack = "dev") =>
        (await host.AuthenticateAsync(_host.Load(stack), new() { AskSecret = AskAsync }, CancellationToken.None)
            .ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default)).ShouldHaveSingleItem();

    private static Task<Revocation> RevokeAsync(P5Host host, string? stack = null) =>
        host.RevokeAsync("vault", stack, AskAsync, CancellationToken.None).WaitAsync(TestTimeout.Default);

    private static Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
        Task.FromResult<string?>("open sesame");

    private P5Host NewHost()
    {
        var host = new P5Host(new P5HostOptions
        {
            TimeProvider = _host.Clock,
            Environment = _host.Environment,
            StateDirectory = _host.Workspace.PathOf("state"),
            PassphraseIterations = 1,
        });
        _hosts.Add(host);
        return host;
    }
}
