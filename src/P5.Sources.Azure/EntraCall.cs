using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Identity.Client;

namespace P5.Sources.Azure;

/// <summary>Calls Entra ID through the library, and explains its failures.</summary>
internal static partial class EntraCall
{
    private const string IsNotOfEntra =
        $"the answer is not from Entra ID. Check {AzureCloud.AuthorityVariable}, and proxies";

    private const string ExpiredCode = "the code of the login has expired before it was confirmed. Try again";

    private const int LongestText = 300;
    private const int TooManyRequests = 429;
    private const int FirstServerError = 500;

    /// <summary>Calls.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="action">What is requested, for messages: "Entra ID does not …".</param>
    /// <param name="secret">What an answer could repeat; null for nothing.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceException">The service refuses, or cannot be reached.</exception>
    public static Task<T> RunAsync<T>(
        string action, string? secret, Func<Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(action, secret, call, isExpected: _ => false, cancellationToken);

    /// <summary>Calls, and passes on the failures that the caller expects.</summary>
    /// <inheritdoc cref="RunAsync{T}(string, string?, Func{Task{T}}, CancellationToken)"/>
    public static async Task<T> RunAsync<T>(
        string action,
        string? secret,
        Func<Task<T>> call,
        Func<MsalException, bool> isExpected,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (MsalException exception) when (isExpected(exception))
        {
            throw;
        }
        catch (MsalServiceException exception) when (exception.StatusCode != 0)
        {
            string message = Describe(exception, action);
            throw new SourceException(
                secret is { Length: > 0 } ? message.Replace(secret, "***", StringComparison.Ordinal) : message);
        }
        catch (MsalClientException exception) when (exception.ErrorCode == MsalError.CodeExpired)
        {
            throw new SourceException(ExpiredCode);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException
            || IsOfAnotherForm(exception)
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SourceException($"Entra ID cannot be asked to {action}: {ReasonOf(exception)}");
        }
    }

    private static string Describe(MsalServiceException exception, string action)
    {
        JsonElement? answer = JsonAnswer.Parse(Encoding.UTF8.GetBytes(exception.ResponseBody ?? ""));
        string error = answer?.TextOf("error") ?? "";
        return error switch
        {
            "authorization_declined" or "access_denied" => "the login was refused in the browser",
            "expired_token" or "code_expired" => ExpiredCode,
            "" when exception.StatusCode is not TooManyRequests and < FirstServerError =>
                $"Entra ID cannot be asked to {action}: {IsNotOfEntra}",
            _ => $"Entra ID does not {action}: {exception.StatusCode}{Reason(error, answer)}"
                + Advice(exception, answer),
        };
    }

    // The library's own message has general advice, and then the server's text.
    private static string Reason(string error, JsonElement? answer)
    {
        string description = TraceForm().Replace(answer?.TextOf("error_description") ?? "", "").Trim();
        return (error.Length > 0 ? $" {ControlCharacters.Escape(error, LongestText)}" : "")
            + (description.Length > 0 ? $" ({ControlCharacters.Escape(description, LongestText)})" : "");
    }

    private static string Advice(MsalServiceException exception, JsonElement? answer) =>
        CodeForm().Match(answer?.TextOf("error_description") ?? "").Groups["number"].Value switch
        {
            "7000215" => $". Check {AzureKey.ClientSecret}: it is the value of a secret, not the ID of one",
            "7000222" => ". The secret has expired: create a new one for the application",
            "700016" => $". Check {AzureKey.ClientId} and {AzureKey.Tenant}",
            "90002" or "900023" => $". Check {AzureKey.Tenant}, and {AzureKey.Environment} if it is not public",
            "700027" or "7000271" => ". Add the certificate to the application, or check that it has not expired",
            "700024" => ". Check the clock of this machine",
            "70021" or "700211" or "700212" or "700213" =>
                ". Check the federated credential of the application: issuer, subject and audience",
            "500011" or "70011" or "1002012" => $". Check the scope in {AzureKey.Tokens}",
            "65001" => ". An administrator must consent to this use of the application",
            _ => SourceHttp.RetryAdviceOn(exception.StatusCode, exception.Headers?.RetryAfter),
        };

    // The library passes on what its reader of JSON throws. Its messages can quote the answer.
    private static bool IsOfAnotherForm(Exception exception) => exception is MsalException or JsonException;

    private static string ReasonOf(Exception exception)
    {
        Exception cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return exception is OperationCanceledException or MsalServiceException { ErrorCode: MsalError.RequestTimeout }
                || cause is TimeoutException
            ? $"it did not answer within {SourceHttp.RequestTimeout.TotalSeconds:0} s"
            : IsOfAnotherForm(exception) ? IsNotOfEntra
            : ControlCharacters.Escape(cause.Message, LongestText);
    }

    [GeneratedRegex("AADSTS(?<number>[0-9]+)")]
    private static partial Regex CodeForm();

    // Identifiers of the request, which the message of one failure does not share with that of the next.
    [GeneratedRegex(@"\s*(\r|\n|Trace ID:).*\z", RegexOptions.Singleline)]
    private static partial Regex TraceForm();
}
