using System.Text.RegularExpressions;
using P5.Sources;

namespace P5.Host;

/// <summary>Where Pulumi keeps the state of a stack.</summary>
/// <param name="Text">The address as configured, which Pulumi gets. It has no password.</param>
/// <param name="Service">The address of Pulumi Cloud or of one's own service; null for a store of files.</param>
internal sealed partial record PulumiBackend(string Text, Uri? Service)
{
    /// <summary>Its setting.</summary>
    public const string Setting = "backend";

    /// <summary>The address of a service, in messages.</summary>
    public const string Example = "https://api.pulumi.com";

    /// <summary>The backend of settings.</summary>
    /// <returns>The backend; null if it is not set.</returns>
    /// <exception cref="SourceException">It is not an address, or contains a password.</exception>
    public static PulumiBackend? Of(SourceSettings settings) =>
        settings.Text(Setting) is { } text ? Parse(text) : null;

    private static PulumiBackend Parse(string text)
    {
        if (!Address().IsMatch(text))
        {
            throw Invalid(
                $"must be an address with a scheme, such as {Example}, s3://bucket, azblob://container, gs://bucket or "
                + "file://~");
        }

        if (text[..text.IndexOf(':')] is "http" or "https")
        {
            return new PulumiBackend(text, ServiceAddress.Parse(text, Setting, Example));
        }

        return Password().IsMatch(text)
            ? throw Invalid(
                "must not contain a password. Set it as a variable, such as PGPASSWORD, with another plugin")
            : new PulumiBackend(text, Service: null);
    }

    private static SourceException Invalid(string problem) => new($"{Setting} {problem}") { Setting = Setting };

    [GeneratedRegex(@"\A[a-z][a-z0-9+.-]*://[^\s\x00-\x1f\x7f]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("://[^@?]*:[^@?]*@|[?&]password=", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
