using Grpc.Core;
using P5.GoPlugin;
using P5.Host;
using P5.Proto.V0;

namespace P5.Checks;

/// <summary>
/// The state that the rules of Authenticate share: the request, the first answer and the values to mask.
/// </summary>
internal sealed class AuthenticateSession(AuthenticateRequest request) : IRedactor
{
    private volatile SecretPatterns _secrets = new(Settings(request));

    public AuthenticateRequest Request => request;

    /// <summary>The plugin's first answer; null before it.</summary>
    public AuthenticateResponse? Answer { get; private set; }

    /// <summary>Calls Authenticate. The first answer is stored for later rules.</summary>
    /// <param name="plugin">Calls the plugin.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="sent">The request; null for <see cref="Request"/>.</param>
    /// <param name="deadline">The deadline of the call; null for none.</param>
    /// <exception cref="PluginException">The plugin did not answer.</exception>
    public async Task<AuthenticateResponse> AskAsync(
        CallInvoker plugin,
        CancellationToken cancellationToken,
        AuthenticateRequest? sent = null,
        DateTime? deadline = null)
    {
        AuthenticateResponse answer = await new AuthPlugin.AuthPluginClient(plugin)
            .AuthenticateAsync(sent ?? request, deadline: deadline, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (Answer is null)
        {
            _secrets = new SecretPatterns(Settings(request).Concat(answer.Env.Values));
            Answer = answer;
        }

        return answer;
    }

    /// <inheritdoc />
    public string Redact(string text, string before = "") => _secrets.Mask(text, before);

    /// <summary>
    /// The settings to mask. Addresses are not masked: the prompt of a login contains its provider's, which the user
    /// has to open.
    /// </summary>
    private static IEnumerable<string> Settings(AuthenticateRequest request) =>
        request.ProgramConfig.Values.Concat(request.StackConfig.Values).Where(value => !IsAddress(value));

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.UserInfo.Length == 0
        && address.Query.Length == 0
        && address.Fragment.Length == 0;
}
