using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace P5.FakeAws;

/// <summary>Computes the signature of a request by version 4 of AWS's rules, from what was received.</summary>
public sealed class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    private readonly HttpRequest _request;
    private readonly byte[] _body;
    private readonly string[] _scope;
    private readonly string[] _signedHeaders;
    private readonly string _signature;

    private AwsSignature(HttpRequest request, byte[] body, string[] credential, string[] headers, string signature)
    {
        _request = request;
        _body = body;
        KeyId = credential[0];
        _scope = credential[1..];
        _signedHeaders = headers;
        _signature = signature;
        Time = DateTimeOffset.ParseExact(
            request.Headers["X-Amz-Date"].ToString(),
            TimeForm,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal);
    }

    /// <summary>The id of the access key.</summary>
    public string KeyId { get; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The region that it is for.</summary>
    public string Region => _scope[1];

    /// <summary>Whether the headers that decide what is meant are signed.</summary>
    public bool CoversWhatMatters =>
        _signedHeaders.Contains("host") && _signedHeaders.Contains("x-amz-date")
        && (!_request.Headers.ContainsKey("X-Amz-Security-Token")
            || _signedHeaders.Contains("x-amz-security-token"));

    /// <summary>Reads the signature of a request; null if it is not signed.</summary>
    public static AwsSignature? Of(HttpRequest request, byte[] body)
    {
        string text = request.Headers.Authorization.ToString();
        if (!text.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return null;
        }

        Dictionary<string, string> parts = text[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        return new AwsSignature(
            request, body, parts["Credential"].Split('/'), parts["SignedHeaders"].Split(';'), parts["Signature"]);
    }

    /// <summary>Whether the key with this secret has signed the request, for this service.</summary>
    public bool IsBy(string secret, string service)
    {
        string date = Time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (_scope is not [var day, _, var signed, "aws4_request"] || day != date || signed != service)
        {
            return false;
        }

        string text = string.Join(
            '\n',
            Algorithm,
            Time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture),
            string.Join('/', _scope),
            HashOf(Encoding.UTF8.GetBytes(CanonicalRequest())));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in _scope)
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) == _signature;
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string CanonicalRequest()
    {
        IEnumerable<string> query = _request.Query
            .SelectMany(pair => pair.Value, (pair, value) => (pair.Key, Value: value ?? ""))
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")
            .Order(StringComparer.Ordinal);
        IEnumerable<string> headers = _signedHeaders
            .Select(name => $"{name}:{string.Join(',', _request.Headers[name].Select(value => value!.Trim()))}\n");
        return string.Join(
            '\n',
            _request.Method,
            _request.Path.Value,
            string.Join('&', query),
            string.Concat(headers),
            string.Join(';', _signedHeaders),
            HashOf(_body));
    }
}
