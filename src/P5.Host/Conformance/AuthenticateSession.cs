using Grpc.Core;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Conformance;

/// <summary>What the rules of p5's service share: the request, the first answer, and the values that nobody shall see.</summary>
/// <param name="request">What the plugin is asked.</param>
internal sealed class AuthenticateSession(AuthenticateRequest request) : IRedactor
{
    private volatile SecretPatterns _secrets = new(Settings(request));

    /// <summary>What the plugin is asked.</summary>
    public AuthenticateRequest Request => request;

    /// <summary>What it answered to the first request; null before.</summary>
    public AuthenticateResponse? Answer { get; private set; }

    /// <summary>Asks the plugin; the first answer is kept.</summary>
    /// <param name="plugin">Calls it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="sent">What to send in place of <see cref="Request"/>; null for that.</param>
    /// <param name="deadline">The deadline of the call; null for none.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="PluginException">There was none.</exception>
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
    public string Redact(string text, string before = "", bool goesOn = false) => _secrets.Mask(text, before, goesOn);

    /// <summary>
    /// The settings that nobody shall see. Addresses are not among them: a login's prompt begins with that of its provider,
    /// and somebody has to open it.
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
