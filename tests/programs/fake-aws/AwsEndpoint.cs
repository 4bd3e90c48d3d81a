using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace P5.FakeAws;

/// <summary>
/// A server that answers as AWS's Security Token Service, IAM Identity Center and the metadata of machines do, and
/// checks what they check: signatures and clocks, tokens and their audience, codes of MFA, external ids, and the pace
/// of a client that waits for its user.
/// </summary>
public sealed class AwsEndpoint : IAsyncDisposable
{
    /// <summary>The keys of a user.</summary>
    public const string UserKeyId = "AKIAUSER00000000TEST";

    /// <summary>Their secret.</summary>
    public const string UserSecret = "hunter2/user+secret";

    /// <summary>A role that the user may assume.</summary>
    public const string DeployRole = "arn:aws:iam::123456789012:role/deploy";

    /// <summary>A role that only the first role may assume.</summary>
    public const string SecondRole = "arn:aws:iam::123456789012:role/second";

    /// <summary>A role that needs an external id and a code of MFA.</summary>
    public const string GuardedRole = "arn:aws:iam::123456789012:role/guarded";

    /// <summary>A role for identity tokens.</summary>
    public const string WebRole = "arn:aws:iam::123456789012:role/ci";

    /// <summary>The MFA device of the guarded role.</summary>
    public const string MfaSerial = "arn:aws:iam::123456789012:mfa/user";

    /// <summary>The only code that the device shows.</summary>
    public const string MfaCode = "123456";

    /// <summary>The external id of the guarded role.</summary>
    public const string ExternalId = "hunter2-external";

    /// <summary>The account of the portal.</summary>
    public const string Account = "210987654321";

    /// <summary>The role of the portal.</summary>
    public const string PortalRole = "Admin";

    private const string Sts = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static readonly TimeSpan s_allowedSkew = TimeSpan.FromMinutes(15);

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private readonly Dictionary<string, IssuedKey> _keys = new()
    {
        [UserKeyId] = new(UserSecret, null, DateTimeOffset.MaxValue, "arn:aws:iam::123456789012:user/ann"),
    };
    private readonly Dictionary<string, string> _clients = [];
    private readonly Dictionary<string, DateTimeOffset> _portalTokens = [];
    private int _count;

    private AwsEndpoint(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The address of all services.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The clock of the server, by which it counts.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>How much later the server's clock is.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>What the next requests are answered, in place of the usual: a status and a body.</summary>
    public Queue<(int Status, string Body)> Failures { get; } = new();

    /// <summary>What the next questions for a token of the device are answered; afterwards, it is confirmed.</summary>
    public Queue<string> Polls { get; } = new();

    /// <summary>
    /// Verifies an identity token for an audience: returns why it is not accepted, or null. Null, the default, trusts
    /// no issuer.
    /// </summary>
    public Func<string, string, Task<string?>>? FindIdentityProblem { get; init; }

    /// <summary>How long a login to the portal lasts.</summary>
    public TimeSpan LoginLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long a device can be confirmed.</summary>
    public TimeSpan DeviceLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether refresh tokens have expired.</summary>
    public bool RefreshExpired { get; set; }

    /// <summary>What was called, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    private DateTimeOffset Now => Clock.GetUtcNow() + Skew;

    /// <summary>Starts the server.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="findIdentityProblem">As in <see cref="FindIdentityProblem"/>.</param>
    public static async Task<AwsEndpoint> StartAsync(
        int port = 0, Func<string, string, Task<string?>>? findIdentityProblem = null)
    {
        var endpoint = new AwsEndpoint(port) { FindIdentityProblem = findIdentityProblem };
        await endpoint._app.StartAsync();
        return endpoint;
    }

    /// <summary>Ends all logins to the portal.</summary>
    public void LogOut()
    {
        lock (_lock)
        {
            _portalTokens.Clear();
        }
    }

    /// <summary>Lets an access token of the portal be valid.</summary>
    public string IssuePortalToken()
    {
        lock (_lock)
        {
            string token = $"hunter2-portal-{++_count}";
            _portalTokens[token] = Now + LoginLifetime;
            return token;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string KindOf(HttpRequest request, Dictionary<string, string> form) =>
        form.TryGetValue("Action", out string? action) ? action : $"{request.Method} {request.Path}";

    private async Task AnswerAsync(HttpContext context)
    {
        using var stream = new MemoryStream();
        await context.Request.Body.CopyToAsync(stream);
        byte[] body = stream.ToArray();
        Dictionary<string, string> form =
            context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal)
                == true
                ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))
                    .ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
                : [];
        string? identityProblem = form.TryGetValue("WebIdentityToken", out string? token)
            ? await FindProblemAsync(token)
            : null;
        Answer answer;
        lock (_lock)
        {
            _requests.Add(KindOf(context.Request, form));
            answer = Failures.TryDequeue(out (int Status, string Body) failure)
                ? new Answer(failure.Status, failure.Body)
                : Decide(context.Request, body, form, identityProblem);
        }

        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Date = Now.ToString("r", CultureInfo.InvariantCulture);
        context.Response.ContentType = answer.Body.StartsWith('<') ? "text/xml" : "application/json";
        if (answer.ErrorType is { } type)
        {
            context.Response.Headers["x-amzn-ErrorType"] = type;
        }

        await context.Response.WriteAsync(answer.Body);
    }

    private Answer Decide(
        HttpRequest request, byte[] body, Dictionary<string, string> form, string? identityProblem) =>
        (request.Method, request.Path.Value) switch
        {
            ("POST", "/") => DecideSts(request, body, form, identityProblem),
            ("POST", "/client/register") => Register(),
            ("POST", "/device_authorization") => StartDevice(JsonNode.Parse(body)!.AsObject()),
            ("POST", "/token") => CreateToken(JsonNode.Parse(body)!.AsObject()),
            ("GET", "/federation/credentials") => GetOfPortal(request),
            ("POST", "/logout") => LogOut(request.Headers["x-amz-sso_bearer_token"].ToString()),
            ("PUT", "/latest/api/token") => new Answer(200, "metadata-token"),
            ("GET", "/latest/meta-data/iam/security-credentials/") => OfMachine(
                request, "X-aws-ec2-metadata-token", "metadata-token", _ => new Answer(200, "instance-role")),
            ("GET", "/latest/meta-data/iam/security-credentials/instance-role") => OfMachine(
                request, "X-aws-ec2-metadata-token", "metadata-token", KeysForMachine),
            ("GET", "/container") => OfMachine(request, "Authorization", "container-token", KeysForMachine),
            _ => new Answer(404, "{}"),
        };

    private Answer DecideSts(
        HttpRequest request, byte[] body, Dictionary<string, string> form, string? identityProblem)
    {
        if (form["Action"] == "AssumeRoleWithWebIdentity")
        {
            return AssumeWithToken(form, identityProblem);
        }

        // In the order in which AWS checks.
        if (AwsSignature.Of(request, body) is not { } signature)
        {
            return Refuse(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }

        if (!_keys.TryGetValue(signature.KeyId, out IssuedKey? key)
            || (key.Token ?? "") != request.Headers["X-Amz-Security-Token"].ToString())
        {
            return Refuse(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }

        if ((signature.Time - Now).Duration() > s_allowedSkew)
        {
            return Refuse(
                403,
                "SignatureDoesNotMatch",
                $"Signature expired: {signature.Time:yyyyMMddTHHmmssZ} is now earlier than the time of the server");
        }

        return !signature.CoversWhatMatters || !signature.IsBy(key.Secret, "sts")
                ? Refuse(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
            : key.ExpiresAt <= Now
                ? Refuse(403, "ExpiredToken", "The security token included in the request is expired")
            : form["Action"] switch
            {
                "AssumeRole" => Assume(key, form),
                "GetCallerIdentity" => Result(
                    "GetCallerIdentity", $"<Arn>{key.Arn}</Arn><UserId>AIDA</UserId><Account>123456789012</Account>"),
                _ => Refuse(400, "InvalidAction", "Could not find operation"),
            };
    }

    private Answer Assume(IssuedKey key, Dictionary<string, string> form)
    {
        string role = form["RoleArn"];
        bool isAllowed = role switch
        {
            DeployRole => !key.Arn.Contains("second", StringComparison.Ordinal),
            SecondRole => key.Arn.Contains("/deploy/", StringComparison.Ordinal),
            GuardedRole => form.GetValueOrDefault("ExternalId") == ExternalId
                && form.GetValueOrDefault("SerialNumber") == MfaSerial,
            _ => false,
        };
        if (!isAllowed)
        {
            return Refuse(
                403,
                "AccessDenied",
                $"User: {key.Arn} is not authorized to perform: sts:AssumeRole on resource: {role}");
        }

        return role == GuardedRole && form.GetValueOrDefault("TokenCode") != MfaCode
            ? Refuse(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.")
            : Grant("AssumeRole", form);
    }

    private async Task<string?> FindProblemAsync(string token) => FindIdentityProblem is null
        ? "No OpenIDConnect provider found in your account"
        : await FindIdentityProblem(token, "sts.amazonaws.com");

    private Answer AssumeWithToken(Dictionary<string, string> form, string? problem) => problem switch
    {
        null when form["RoleArn"] != WebRole =>
            Refuse(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        null => Grant("AssumeRoleWithWebIdentity", form),
        "token is expired" => Refuse(400, "ExpiredTokenException", "Token expired"),
        _ => Refuse(400, "InvalidIdentityToken", $"The token {form["WebIdentityToken"]} is not accepted: {problem}"),
    };

    private Answer Grant(string action, Dictionary<string, string> form)
    {
        string arn = form["RoleArn"].Replace(":iam:", ":sts:", StringComparison.Ordinal)
            .Replace(":role/", ":assumed-role/", StringComparison.Ordinal) + '/' + form["RoleSessionName"];
        int seconds = form.TryGetValue("DurationSeconds", out string? text)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 3600;
        if (seconds is < 900 or > 43200)
        {
            return Refuse(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration");
        }

        (string id, IssuedKey key) = Issue(arn, TimeSpan.FromSeconds(seconds));
        return Result(
            action,
            $"<Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{key.Secret}</SecretAccessKey>"
                + $"<SessionToken>{key.Token}</SessionToken>"
                + $"<Expiration>{key.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>"
                + $"<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>AROA:p5</AssumedRoleId></AssumedRoleUser>");
    }

    private (string Id, IssuedKey Key) Issue(string arn, TimeSpan lifetime)
    {
        int number = ++_count;
        string id = $"ASIAISSUED{number:0000000000}";
        var key = new IssuedKey(
            $"hunter2+secret/{number}", $"hunter2/token+{number}==", (Now + lifetime).ToUniversalTime(), arn);
        _keys[id] = key;
        return (id, key);
    }

    private Answer Register()
    {
        string id = $"client-{++_count}";
        _clients[id] = $"hunter2-client-{_count}";
        return new Answer(200, new JsonObject
        {
            ["clientId"] = id,
            ["clientSecret"] = _clients[id],
            ["clientIdIssuedAt"] = Now.ToUnixTimeSeconds(),
            ["clientSecretExpiresAt"] = Now.AddDays(90).ToUnixTimeSeconds(),
        }.ToJsonString());
    }

    private Answer StartDevice(JsonObject body) => !IsClient(body)
        ? RefuseJson(401, "InvalidClientException", "invalid_client")
        : new Answer(200, new JsonObject
        {
            ["deviceCode"] = "hunter2-device",
            ["userCode"] = "ABCD-EFGH",
            ["verificationUri"] = $"{Address}/device",
            ["verificationUriComplete"] = $"{Address}/device?user_code=ABCD-EFGH",
            ["expiresIn"] = (int)DeviceLifetime.TotalSeconds,
            ["interval"] = 1,
        }.ToJsonString());

    private Answer CreateToken(JsonObject body)
    {
        if (!IsClient(body))
        {
            return RefuseJson(401, "InvalidClientException", "invalid_client");
        }

        if ((string?)body["grantType"] == "refresh_token")
        {
            return RefreshExpired || (string?)body["refreshToken"] != "hunter2-refresh"
                ? RefuseJson(400, "InvalidGrantException", "invalid_grant")
                : Token();
        }

        return Polls.TryDequeue(out string? poll)
            ? poll switch
            {
                "authorization_pending" => RefuseJson(400, "AuthorizationPendingException", poll),
                "slow_down" => RefuseJson(400, "SlowDownException", poll),
                "expired_token" => RefuseJson(400, "ExpiredTokenException", poll),
                _ => RefuseJson(400, "AccessDeniedException", poll),
            }
            : Token();
    }

    private Answer Token() => new(200, new JsonObject
    {
        ["accessToken"] = IssuePortalToken(),
        ["tokenType"] = "Bearer",
        ["expiresIn"] = (int)LoginLifetime.TotalSeconds,
        ["refreshToken"] = "hunter2-refresh",
    }.ToJsonString());

    private bool IsClient(JsonObject body) =>
        _clients.TryGetValue((string?)body["clientId"] ?? "", out string? secret)
        && (string?)body["clientSecret"] == secret;

    private Answer GetOfPortal(HttpRequest request)
    {
        string token = request.Headers["x-amz-sso_bearer_token"].ToString();
        if (!_portalTokens.TryGetValue(token, out DateTimeOffset end) || end <= Now)
        {
            return RefuseJson(401, "UnauthorizedException", $"Session token not found or invalid: {token}");
        }

        if (request.Query["account_id"] != Account || request.Query["role_name"] != PortalRole)
        {
            return RefuseJson(403, "ForbiddenException", "No access");
        }

        (string id, IssuedKey key) = Issue(
            $"arn:aws:sts::{Account}:assumed-role/AWSReservedSSO_Admin/ann", TimeSpan.FromHours(1));
        return new Answer(200, new JsonObject
        {
            ["roleCredentials"] = new JsonObject
            {
                ["accessKeyId"] = id,
                ["secretAccessKey"] = key.Secret,
                ["sessionToken"] = key.Token,
                ["expiration"] = key.ExpiresAt.ToUnixTimeMilliseconds(),
            },
        }.ToJsonString());
    }

    private Answer LogOut(string token) => _portalTokens.Remove(token)
        ? new Answer(200, "")
        : RefuseJson(401, "UnauthorizedException", $"Session token not found or invalid: {token}");

    private static Answer OfMachine(
        HttpRequest request, string header, string token, Func<HttpRequest, Answer> grant) =>
        request.Headers[header] == token ? grant(request) : new Answer(401, "");

    private Answer KeysForMachine(HttpRequest request)
    {
        (string id, IssuedKey key) = Issue("arn:aws:sts::123456789012:assumed-role/machine/i", TimeSpan.FromHours(6));
        return new Answer(200, new JsonObject
        {
            ["AccessKeyId"] = id,
            ["SecretAccessKey"] = key.Secret,
            ["Token"] = key.Token,
            ["Expiration"] = key.ExpiresAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        }.ToJsonString());
    }

    private static Answer Result(string action, string content) => new(
        200,
        $"<{action}Response xmlns=\"{Sts}\"><{action}Result>{content}</{action}Result>"
            + $"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>");

    private static Answer Refuse(int status, string code, string message) => new(
        status,
        $"<ErrorResponse xmlns=\"{Sts}\"><Error><Type>Sender</Type><Code>{code}</Code>"
            + $"<Message>{SecurityElement.Escape(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>");

    private static Answer RefuseJson(int status, string type, string message) => new(
        status,
        new JsonObject { ["error"] = message, ["error_description"] = message, ["message"] = message }.ToJsonString(),
        type);

    private sealed record Answer(int Status, string Body, string? ErrorType = null);

    private sealed record IssuedKey(string Secret, string? Token, DateTimeOffset ExpiresAt, string Arn);
}
