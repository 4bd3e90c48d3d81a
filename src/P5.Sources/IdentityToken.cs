using System.Text;
using System.Text.RegularExpressions;

namespace P5.Sources;

/// <summary>An identity token in a file, with which a source logs in.</summary>
internal static partial class IdentityToken
{
    /// <summary>Reads the token. Nothing of another form is sent: the setting may name any file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fail">Creates the failure of the setting that names the file, from what is wrong with it.</param>
    /// <returns>The token, a JWT. Secret.</returns>
    /// <exception cref="SourceException">It is missing, or not a token.</exception>
    public static string Of(SourceFile file, Func<string, SourceException> fail)
    {
        if (file.Bytes is not { } bytes)
        {
            throw fail($"is {file.Path}, which does not exist");
        }

        string token = Encoding.UTF8.GetString(bytes).Trim();
        return token.Length == 0 ? throw fail($"is {file.Path}, which is empty")
            : Form().IsMatch(token) ? token
            : throw fail($"is {file.Path}, which is not an identity token: a JWT, three parts with dots between them");
    }

    // JWS Compact Serialization, RFC 7515.
    [GeneratedRegex(@"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z")]
    private static partial Regex Form();
}
