using P5.Sources;

namespace P5.Host;

/// <summary>
/// The built-in source <c>pulumi</c>: what Pulumi needs for a stack, from where it is kept: the backend of its state,
/// the passphrase of its secrets, the access token of Pulumi Cloud, and a home folder of its own.
/// </summary>
internal sealed class PulumiSource() : BuiltInSource("pulumi")
{
    private const string Passphrase = "passphrase";
    private const string AccessToken = "access_token";

    private const string BackendVariable = "PULUMI_BACKEND_URL";
    private const string PassphraseVariable = "PULUMI_CONFIG_PASSPHRASE";
    private const string AccessTokenVariable = "PULUMI_ACCESS_TOKEN";
    private const string HomeVariable = "PULUMI_HOME";

    /// <inheritdoc />
    public override IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(PulumiBackend.Setting, SettingKind.Text, "The backend of the state, as for 'pulumi login'."),
        new(Passphrase, SettingKind.Secret, "Where the passphrase of the stack's secrets is kept."),
        new(AccessToken, SettingKind.Secret, "Where the access token of Pulumi Cloud is kept."),
        new(PulumiHome.Setting, SettingKind.Text, "Pulumi's home folder, outside of the repository."),
        .. PulumiLogin.Settings,
    ];

    /// <inheritdoc />
    /// <remarks>It is cheap to get, and must not be on the disk twice.</remarks>
    public override bool IsStored => false;

    /// <inheritdoc />
    /// <remarks><see cref="PulumiHome"/> has no files of the repository.</remarks>
    public override bool MaySet(string variable) => variable == HomeVariable;

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack)
    {
        string origin = plugin.StackConfig.Count > 0 ? $"{plugin.Name} ({stack})" : plugin.Name;
        try
        {
            SourceSettings settings = ReadSettings(plugin.ProgramConfig, plugin.StackConfig);
            return ListUses(settings, workspace).Select(use => $"{origin}: {use}");
        }
        catch (SourceException exception)
        {
            // Nothing is used then: the plugin's call fails with this text.
            return [$"{origin}: nothing: {exception.InOneLine}"];
        }
    }

    /// <inheritdoc />
    protected override void Validate(SourceSettings settings, string workspace) => SourceException.CheckAll(
        () => Validate(settings),
        () => PulumiHome.Find(settings, workspace));

    /// <inheritdoc />
    protected override void Validate(SourceSettings settings)
    {
        string[] needed = [PulumiBackend.Setting, Passphrase, AccessToken, PulumiHome.Setting, PulumiLogin.Method];
        SourceException.CheckAll(
            () => PulumiBackend.Of(settings),
            () => PulumiLogin.Of(settings),
            () =>
            {
                if (settings.Has(PulumiLogin.Method) && settings.Has(AccessToken))
                {
                    throw SettingRules.Excluding(AccessToken, PulumiLogin.Method, ": the login gets a token");
                }
            },
            () =>
            {
                // Settings of a login without one are reported by themselves.
                if (!needed.Concat(PulumiLogin.Settings.Select(setting => setting.Key)).Any(settings.Has))
                {
                    throw new SourceException(
                        $"config needs at least one of {string.Join(", ", needed)}; without them, it sets nothing")
                    {
                        Fix = "Add one of them to config, or remove the plugin.",
                    };
                }
            });
    }

    /// <inheritdoc />
    protected override IReadOnlyCollection<string> ListNames(SourceSettings settings) =>
    [
        .. new (string Setting, string Variable)[]
        {
            (PulumiBackend.Setting, BackendVariable),
            (Passphrase, PassphraseVariable),
            (AccessToken, AccessTokenVariable),
            (PulumiLogin.Method, AccessTokenVariable),
            (PulumiHome.Setting, HomeVariable),
        }
            .Where(pair => settings.Has(pair.Setting))
            .Select(pair => pair.Variable),
    ];

    /// <inheritdoc />
    protected override async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        SourceSettings settings = ReadSettings(request);
        string? home = PulumiHome.Find(settings, context.WorkspaceDirectory);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var changes = new List<Func<bool>>();
        async Task AddAsync(string setting, string variable)
        {
            if (settings.Secret(setting) is { } reference)
            {
                UserSecret secret =
                    await reference.ReadAsync(setting, variable, context, cancellationToken).ConfigureAwait(false);
                variables[variable] = secret.Value;
                changes.Add(secret.HasChanged);
            }
        }

        if (PulumiBackend.Of(settings) is { } backend)
        {
            variables[BackendVariable] = backend.Text;
        }

        await AddAsync(Passphrase, PassphraseVariable).ConfigureAwait(false);
        await AddAsync(AccessToken, AccessTokenVariable).ConfigureAwait(false);
        int lifetime = 0;
        if (PulumiLogin.Of(settings) is { } login)
        {
            PulumiToken token = await login.LogInAsync(context, cancellationToken).ConfigureAwait(false);
            variables[AccessTokenVariable] = token.Value;
            lifetime = token.LifetimeSeconds;
        }

        if (home is not null)
        {
            // Last, so that a failure leaves no folder.
            PulumiHome.Create(home);
            variables[HomeVariable] = home;
        }

        return CredentialResult.Granted(variables, lifetime) with
        {
            HasChanged = () => changes.Exists(hasChanged => hasChanged()),
        };
    }

    private static IEnumerable<string> ListUses(SourceSettings settings, string workspace) => new[]
    {
        Line("state in ", PulumiBackend.Of(settings)?.Text),
        Line($"{PassphraseVariable} from ", settings.Secret(Passphrase)?.Describe()),
        Line($"{AccessTokenVariable} from ", settings.Secret(AccessToken)?.Describe()),
        Line("home ", settings.Text(PulumiHome.Setting)),
    }.OfType<string>().Concat(PulumiLogin.Of(settings)?.ListUses(workspace) ?? []);

    private static string? Line(string start, string? rest) => rest is null ? null : start + rest;
}
