using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>The user of one request to a built-in source.</summary>
/// <param name="request">The request, whose callers see what the source shows.</param>
/// <param name="output">Delivers it to them.</param>
/// <param name="redactor">Masks known secrets.</param>
/// <param name="options">How to ask the user.</param>
internal sealed class SourceUser(
    object request, OutputBroadcaster output, IRedactor redactor, AuthenticationOptions options) : ISourceUser
{
    /// <inheritdoc />
    public Task<bool> IsPresentAsync(CancellationToken cancellationToken) =>
        options.IsInteractive?.Invoke(cancellationToken) ?? Task.FromResult(false);

    /// <inheritdoc />
    public void Show(string line)
    {
        output.Use(request, request);
        output.Publish(
            request,
            new PluginOutput(
                PluginOutputSource.Stderr, PluginLogLevel.Information, SafeText.Whole(redactor.Redact(line))));
    }

    /// <inheritdoc />
    public Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
        options.AskInTurnAsync(SafeText.Whole(redactor.Redact(prompt)), cancellationToken);
}
