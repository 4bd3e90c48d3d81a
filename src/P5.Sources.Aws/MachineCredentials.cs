using System.Net;
using System.Text;

namespace P5.Sources.Aws;

/// <summary>
/// The credentials of a virtual machine or a container, from the service on its own network. Asked only if
/// <c>credential_source</c> names it.
/// </summary>
/// <param name="context">The user's environment.</param>
internal sealed class MachineCredentials(SourceContext context)
{
    private const string Ec2Address = "http://169.254.169.254";
    private const string EcsAddress = "http://169.254.170.2";
    private const string FullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private const string RelativeUri = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";

    private const string TokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    private const string Token = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private const string Ec2Endpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

    // A machine of another provider does not answer at all.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    // Of the containers of EKS.
    private static readonly IPAddress[] s_eks = [IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <summary>The variables that say where an instance gets its credentials.</summary>
    public static IReadOnlyList<string> OfInstance { get; } = [Ec2Endpoint];

    /// <summary>The variables that say where a container gets its credentials, and with which token.</summary>
    public static IReadOnlyList<string> OfContainer { get; } = [FullUri, RelativeUri, TokenFile, Token];

    /// <summary>Gets the credentials of an instance of EC2.</summary>
    /// <exception cref="SourceException">There are none.</exception>
    public async Task<AwsKeys> GetOfInstanceAsync(CancellationToken cancellationToken)
    {
        const string Path = "/latest/meta-data/iam/security-credentials/";
        string text = Get(Ec2Endpoint) ?? Ec2Address;
        Uri address = Require(text, Ec2Endpoint);
        using HttpClient client = CreateClient(address);
        string token = Encoding.UTF8.GetString(await SendAsync(
            client,
            HttpMethod.Put,
            new Uri(address, "/latest/api/token"),
            ("X-aws-ec2-metadata-token-ttl-seconds", "60"),
            cancellationToken).ConfigureAwait(false));
        (string, string) header = ("X-aws-ec2-metadata-token", token);
        byte[] roles = await SendAsync(client, HttpMethod.Get, new Uri(address, Path), header, cancellationToken)
            .ConfigureAwait(false);
        string role = Encoding.UTF8.GetString(roles).Split('\n')[0].Trim();
        byte[] keys = await SendAsync(
            client,
            HttpMethod.Get,
            new Uri(address, Path + Uri.EscapeDataString(role)),
            header,
            cancellationToken).ConfigureAwait(false);
        return AwsKeys.Parse(keys, "the answer of the instance's metadata", "Token");
    }

    /// <summary>Gets the credentials of a container of ECS or EKS.</summary>
    /// <exception cref="SourceException">There are none.</exception>
    public async Task<AwsKeys> GetOfContainerAsync(CancellationToken cancellationToken)
    {
        Uri address = Get(RelativeUri) is { } path
            ? Require(EcsAddress + path, RelativeUri)
            : Get(FullUri) is { } full
                ? Require(full, FullUri)
                : throw new SourceException(
                    $"neither {RelativeUri} nor {FullUri} is set: this is not a container of ECS or EKS");
        string? token = Get(TokenFile) is { } file
            ? Encoding.UTF8.GetString(
                context.Tools.ReadFile(file).Bytes ?? throw new SourceException($"{file} does not exist")).Trim()
            : Get(Token);
        using HttpClient client = CreateClient(address);
        byte[] keys = await SendAsync(
            client,
            HttpMethod.Get,
            address,
            token is null ? null : ("Authorization", token),
            cancellationToken).ConfigureAwait(false);
        return AwsKeys.Parse(keys, "the answer of the container's credentials", "Token");
    }

    private HttpClient CreateClient(Uri address)
    {
        HttpClient client = SourceHttp.CreateClient(address, context.UserEnvironment);
        client.Timeout = s_timeout;
        return client;
    }

    private static async Task<byte[]> SendAsync(
        HttpClient client,
        HttpMethod method,
        Uri address,
        (string Name, string Value)? header,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (header is { } one && !request.Headers.TryAddWithoutValidation(one.Name, one.Value))
        {
            throw new SourceException($"the token for {address.Host} has a character that is not allowed");
        }

        try
        {
            using HttpResponseMessage response =
                await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)
                : throw new SourceException(
                    $"{address.Host} answered the request for credentials with {(int)response.StatusCode}"
                        + (SourceHttp.RetryAdviceOn(response) is { Length: > 0 } advice
                            ? advice
                            : ". Check that this machine has a role"));
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException(
                $"{address.Host} cannot be asked for credentials: {exception.GetBaseException().Message}", exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException(
                $"{address.Host} did not answer within {s_timeout.TotalSeconds:0} s: this machine is not one of AWS",
                exception);
        }
    }

    /// <summary>Only to addresses of the machine itself, and encrypted to others.</summary>
    private static Uri Require(string text, string variable) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        && (SourceHttp.IsSafe(address) || text.StartsWith(Ec2Address, StringComparison.Ordinal)
            || text.StartsWith(EcsAddress, StringComparison.Ordinal)
            || (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out IPAddress? ip) && s_eks.Contains(ip)))
            ? address
            : throw new SourceException(
                $"{variable} must be an address that begins with https, or one of this machine or of AWS's metadata");

    private string? Get(string name) =>
        context.UserEnvironment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
