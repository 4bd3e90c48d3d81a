using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace P5.Sources.Aws;

/// <summary>Calls a service of AWS, and explains its failures.</summary>
internal static class AwsCall
{
    private const string IsNotOfAws = "the answer is not from AWS. Check the endpoint, and proxies";
    private const int LongestText = 300;

    /// <summary>Calls.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="action">What is requested, for messages: "AWS does not …".</param>
    /// <param name="secrets">What an answer could repeat.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceException">The service refuses, or cannot be reached.</exception>
    public static Task<T> RunAsync<T>(
        string action, IReadOnlyList<string?> secrets, Func<Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(action, secrets, call, isExpected: _ => false, cancellationToken);

    /// <summary>Calls, and passes on the failures that the caller expects.</summary>
    /// <inheritdoc cref="RunAsync{T}(string, IReadOnlyList{string?}, Func{Task{T}}, CancellationToken)"/>
    public static async Task<T> RunAsync<T>(
        string action,
        IReadOnlyList<string?> secrets,
        Func<Task<T>> call,
        Func<AmazonServiceException, bool> isExpected,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (isExpected(exception))
        {
            throw;
        }
        catch (AmazonServiceException exception) when (exception.StatusCode != 0 && !IsOfAnotherForm(exception))
        {
            throw new SourceException(
                $"AWS does not {action}: {(int)exception.StatusCode}{ReasonOf(exception, secrets)}"
                    + AdviceOn(exception));
        }
        catch (Exception exception) when (
            exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            || IsOfAnotherForm(exception)
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SourceException($"AWS cannot be asked to {action}: {ReasonOf(exception)}");
        }
    }

    /// <summary>The failure if an answer does not have what those of AWS have.</summary>
    /// <param name="action">What was requested.</param>
    public static SourceException NotOfAws(string action) => new($"AWS cannot be asked to {action}: {IsNotOfAws}");

    /// <summary>A text that every answer of AWS has.</summary>
    /// <param name="text">The text of the answer.</param>
    /// <param name="action">What was requested.</param>
    /// <exception cref="SourceException">It is missing or empty.</exception>
    public static string Require(string? text, string action) =>
        text is { Length: > 0 } ? text : throw NotOfAws(action);

    /// <summary>Reads a time of an answer.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="action">What was requested.</param>
    /// <exception cref="SourceException">No calendar has such a time.</exception>
    public static DateTimeOffset TimeOf(Func<DateTimeOffset> read, string action)
    {
        try
        {
            return read();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw NotOfAws(action);
        }
    }

    // The SDK passes on what its readers throw.
    private static bool IsOfAnotherForm(Exception exception) =>
        exception is AmazonUnmarshallingException or XmlException or JsonException or FormatException
            or OverflowException;

    private static string Shorten(string? text) => ControlCharacters.Escape(text ?? "", LongestText);

    /// <summary>The code and the message of an answer; "" if it has none, and the SDK has made up a message.</summary>
    private static string ReasonOf(AmazonServiceException exception, IReadOnlyList<string?> secrets)
    {
        if (exception.ErrorCode is not { Length: > 0 } code)
        {
            return "";
        }

        string message = secrets.OfType<string>()
            .Where(secret => secret.Length > 0)
            .Aggregate(
                exception.Message.Trim().ReplaceLineEndings(" "),
                (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
        return $" {Shorten(code)} ({Shorten(message)})";
    }

    private static string AdviceOn(AmazonServiceException exception) => exception.ErrorCode switch
    {
        "AccessDenied" =>
            ". Check the role, and that its trust policy allows this identity, with the MFA code or the external id "
            + "that it requires",
        "ExpiredToken" or "ExpiredTokenException" =>
            ". The credentials or the token of this request have expired; get new ones",
        "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" =>
            ". The access key does not exist, or is not active",
        "InvalidIdentityToken" or "IDPRejectedClaim" =>
            ". Check the audience, and the identity provider of the account",
        "SignatureDoesNotMatch" or "RequestExpired" or "RequestTimeTooSkewed" =>
            ". Check the secret access key, and the clock of this machine",
        _ => exception.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                SourceHttp.RetryAdviceOn((int)exception.StatusCode, RetryAfterOf(exception)),
            _ when exception.ErrorCode?.Contains("Thrott", StringComparison.Ordinal) == true =>
                $". It limits requests; {SourceHttp.WhenToRetry(RetryAfterOf(exception))}",
            _ when string.IsNullOrEmpty(exception.ErrorCode) =>
                ". The answer is not from AWS. Check the endpoint, and proxies",
            _ => "",
        },
    };

    private static RetryConditionHeaderValue? RetryAfterOf(AmazonServiceException exception) =>
        exception.InnerException is HttpErrorResponseException { Response: { } response }
        && RetryConditionHeaderValue.TryParse(
            response.GetHeaderValue("Retry-After"), out RetryConditionHeaderValue? value)
                ? value
                : null;

    private static string ReasonOf(Exception exception)
    {
        Exception cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return exception is OperationCanceledException || cause is TimeoutException
            ? $"it did not answer within {SourceHttp.RequestTimeout.TotalSeconds:0} s"
            : IsOfAnotherForm(exception)
                ? IsNotOfAws
                : Shorten(cause.Message);
    }
}
