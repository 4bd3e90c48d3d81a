using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using P5.Sources;
using static P5.Sources.SettingRules;

namespace P5.Host;

/// <summary>A token of Vault.</summary>
/// <param name="Value">The token. Secret.</param>
internal sealed record VaultToken(string Value)
{
    /// <summary>Whether a login has created it; otherwise it is the user's own.</summary>
    public bool IsOfLogin { get; init; }

    /// <summary>When it ends; null if that is not known.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether it can be renewed.</summary>
    public bool IsRenewable { get; init; }

    /// <summary>The token of an answer; null if it has none.</summary>
    /// <param name="answer">The answer to a login, or to the renewal of its token.</param>
    /// <param name="now">The time of the answer.</param>
    public static VaultToken? OfLogin(JsonElement answer, DateTimeOffset now) =>
        answer.TryGetProperty("auth", out JsonElement auth)
        && auth.ValueKind == JsonValueKind.Object
        && auth.TryGetProperty("client_token", out JsonElement token)
        && token.ValueKind == JsonValueKind.String
            ? new VaultToken(token.GetString()!)
            {
                IsOfLogin = true,
                EndsAt = VaultClient.SecondsOf(auth, "lease_duration") is var time && time > TimeSpan.Zero
                    ? now + time
                    : null,
                IsRenewable = VaultClient.IsTrue(auth, "renewable"),
            }
            : null;

    /// <summary>The end alone.</summary>
    public override string ToString() => $"token until {EndsAt}";
}

/// <summary>How a token of Vault is obtained.</summary>
internal sealed class VaultLogin
{
    private const string Method = "login";
    private const string Mount = "mount";
    private const string Role = "role";
    private const string Audience = "audience";
    private const string SecretVariable = "secret_variable";

    private const string ByToken = "token";
    private const string ByAppRole = "approle";
    private const string ByPassword = "userpass";
    private const string ByJwt = "jwt";
    private const string ByGitHub = "github-oidc";

    private const string TokenVariable = "VAULT_TOKEN";
    private const string TokenFile = "~/.vault-token";

    private readonly string _method;
    private readonly string _mount;
    private readonly string? _role;
    private readonly string? _audience;
    private readonly string _variable;

    private VaultLogin(SourceSettings settings)
    {
        _method = settings.Text(Method) ?? ByToken;
        _mount = settings.Text(Mount)?.Trim('/') ?? (_method == ByGitHub ? ByJwt : _method);
        _role = settings.Text(Role);
        _audience = settings.Text(Audience);
        _variable = settings.Text(SecretVariable) ?? _method switch
        {
            ByAppRole => "VAULT_SECRET_ID",
            ByPassword => "VAULT_PASSWORD",
            ByJwt => "VAULT_JWT",
            _ => TokenVariable,
        };
        SourceException.CheckAll(
            () =>
            {
                if (!VaultReference.IsPath(_mount))
                {
                    throw Wrong(Mount, "must be a path without . and .. and empty parts");
                }

                if (_mount.StartsWith("auth/", StringComparison.Ordinal))
                {
                    throw Wrong(Mount, "must be a path without auth/ at its beginning", $"Remove auth/ from {Mount}.");
                }
            },
            () =>
            {
                if (_method == ByPassword && _role is not null && (_role.Contains('/') || _role is "." or ".."))
                {
                    throw Wrong(Role, "must be the name of a user, without /");
                }
            },
            () =>
            {
                if (!settings.Has(Role) && _method != ByToken)
                {
                    throw Wrong(Method, $"= \"{_method}\" needs {Role}", Add(Role));
                }
            });
    }

    /// <summary>The variable with the secret of the login.</summary>
    public string Variable => _variable;

    /// <summary>The settings of a login.</summary>
    public static IReadOnlyList<SourceSetting> Settings { get; } =
    [
        new(Method, SettingKind.Text, $"How to log in. Default: {ByToken}.")
        {
            Values = [ByToken, ByAppRole, ByPassword, ByJwt, ByGitHub],
        },
        new(Mount, SettingKind.Text, "The path of the login method, without auth/. Default: the method's name."),
        new(Role, SettingKind.Text, $"The role; the role id of {ByAppRole}, the user of {ByPassword}."),
        new(Audience, SettingKind.Text, "Whom the identity token of GitHub is for."),
        new(SecretVariable, SettingKind.Text, "The environment variable with the secret of the login.")
        {
            Form = new SettingForm(
                "the name of an environment variable: letters, digits and _, without a digit at its beginning",
                "^[A-Za-z_][A-Za-z0-9_]*$"),
        },
    ];

    /// <summary>The login of settings.</summary>
    /// <exception cref="SourceException">A setting that it needs is missing.</exception>
    public static VaultLogin Of(SourceSettings settings) => new(settings);

    /// <summary>Gets a token.</summary>
    /// <param name="client">The server.</param>
    /// <param name="context">The environment, which has the secret of the login.</param>
    /// <param name="cancellationToken">Cancels the login.</param>
    /// <exception cref="SourceException">The server refuses, or the secret is missing.</exception>
    public async Task<VaultToken> LoginAsync(
        VaultClient client, SourceContext context, CancellationToken cancellationToken)
    {
        if (_method == ByToken)
        {
            return new VaultToken(FindToken(context));
        }

        string secret = _method == ByGitHub
            ? await GitHubOidc.RequestAsync(context.UserEnvironment, _audience, cancellationToken).ConfigureAwait(false)
            : Secret(context);
        client.Hide(secret);
        (string path, JsonObject body) = _method switch
        {
            ByAppRole => ("login", new JsonObject { ["role_id"] = _role, ["secret_id"] = secret }),
            ByPassword => ($"login/{_role}", new JsonObject { ["password"] = secret }),
            _ => ("login", new JsonObject { ["role"] = _role, ["jwt"] = secret }),
        };
        JsonElement answer = await client.WriteAsync($"auth/{_mount}/{path}", body, cancellationToken)
            .ConfigureAwait(false);
        return VaultToken.OfLogin(answer, context.TimeProvider.GetUtcNow())
            ?? throw new SourceException($"the answer to the login at auth/{_mount} has no token");
    }

    private string Secret(SourceContext context) =>
        context.Environment.GetValueOrDefault(_variable) is { Length: > 0 } secret
            ? secret
            : throw new SourceException(
                $"{Method} = \"{_method}\" needs {_variable}, which is not set. Set it, name another variable in "
                + $"{SecretVariable}, or let a plugin before this one in order set it")
            {
                Setting = Method,
                Fix = $"Set {_variable}, or name another variable in {SecretVariable}.",
            };

    private string FindToken(SourceContext context)
    {
        if (context.Environment.GetValueOrDefault(_variable) is { Length: > 0 } ofEnvironment)
        {
            return ofEnvironment;
        }

        string file = UserPath.Resolve(TokenFile, context.WorkspaceDirectory);
        try
        {
            // Vault's own command line writes it.
            byte[]? bytes = FileContent.Read(file, EnvInput.MaximumBytes, isTrusted: true).Bytes;
            if (bytes is not null && Encoding.UTF8.GetString(bytes).Trim() is { Length: > 0 } token)
            {
                return token;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"{file} cannot be read: {exception.Message}", exception);
        }

        throw new SourceException(
            $"you are not logged in to Vault: {_variable} is not set, and {TokenFile} does not exist. Run "
            + $"'vault login', or set {Method}")
        {
            Setting = Method,
            Fix = $"Run 'vault login', or add another {Method} to config.",
        };
    }
}
