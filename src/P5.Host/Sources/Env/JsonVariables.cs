using System.Globalization;
using System.Text;
using System.Text.Json;

namespace P5.Host;

/// <summary>
/// Reads a JSON object as variables: its members, or the credentials that a <c>credential_process</c> of AWS prints.
/// </summary>
internal static class JsonVariables
{
    private const string AwsVersion = "Version";
    private const string AwsKeyId = "AccessKeyId";
    private const string AwsKey = "SecretAccessKey";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a text.</summary>
    /// <exception cref="VariableTextException">It is not one JSON object of strings, numbers and booleans.</exception>
    public static VariableText Parse(string text)
    {
        byte[] utf8 = s_utf8.GetBytes(text);
        List<Member> members = ReadMembers(utf8);
        return members.Exists(member => member.Name == AwsVersion && member.Kind == JsonTokenType.Number)
            && members.Exists(member => member.Name == AwsKeyId)
                ? ReadAws(members)
                : new VariableText { Variables = [.. members.Select(ReadVariable)] };
    }

    private static List<Member> ReadMembers(byte[] utf8)
    {
        var members = new List<Member>();
        var reader = new Utf8JsonReader(utf8);
        int line = 1;
        int counted = 0;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int start = (int)reader.TokenStartIndex;
                line += utf8.AsSpan(counted..start).Count((byte)'\n');
                counted = start;
                string name = reader.GetString()!;
                reader.Read();
                members.Add(new Member(name, line, reader.TokenType, ReadValue(ref reader)));
            }

            // Throws if something follows the object.
            reader.Read();
            return members;
        }
        catch (JsonException exception)
        {
            // Its message may quote the text.
            throw new VariableTextException(1 + (int)(exception.LineNumber ?? 0), "the text is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate.
            throw new VariableTextException(line, "a string contains an escape that is not a valid character");
        }
    }

    /// <summary>A scalar as text; null for null, and for arrays and objects, which are skipped.</summary>
    private static string? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
            case JsonTokenType.True:
            case JsonTokenType.False:
                return s_utf8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    private static KeyValuePair<string, string> ReadVariable(Member member)
    {
        if (!VariableRules.IsTextName(member.Name))
        {
            throw member.Fail($"a key is not a name; {VariableRules.TextNameForm}");
        }

        return new(member.Name, member.Value ?? throw member.Fail(
            "a value is not a string, a number or a boolean; null and nested arrays and objects are not supported"));
    }

    /// <summary>The form that AWS documents for <c>credential_process</c>; other members are ignored.</summary>
    private static VariableText ReadAws(List<Member> members)
    {
        Member version = members.FindLast(member => member.Name == AwsVersion)!;
        if (version.Value != "1")
        {
            throw version.Fail("only version 1 of credentials of AWS is supported");
        }

        Member keyId = members.FindLast(member => member.Name == AwsKeyId)!;
        var variables = new List<KeyValuePair<string, string>>
        {
            new("AWS_ACCESS_KEY_ID", Text(members, AwsKeyId) ?? throw keyId.Fail($"{AwsKeyId} is not text")),
            new("AWS_SECRET_ACCESS_KEY", Text(members, AwsKey) ?? throw keyId.Fail($"{AwsKey} is missing")),
        };
        if (Text(members, "SessionToken") is { } token)
        {
            variables.Add(new("AWS_SESSION_TOKEN", token));
        }

        return new VariableText { Variables = variables, ExpiresAt = ReadExpiration(members) };
    }

    private static DateTimeOffset? ReadExpiration(List<Member> members)
    {
        const string Expiration = "Expiration";
        if (Text(members, Expiration) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            ? time
            : throw members.FindLast(member => member.Name == Expiration)!.Fail($"{Expiration} is not a time");
    }

    /// <summary>A member's text; null if it is missing, null or "".</summary>
    private static string? Text(List<Member> members, string name)
    {
        Member? member = members.FindLast(member => member.Name == name);
        return member?.Kind switch
        {
            null or JsonTokenType.Null => null,
            JsonTokenType.String => member.Value is { Length: > 0 } text ? text : null,
            _ => throw member.Fail($"{name} is not text"),
        };
    }

    /// <summary>One member of the object. Its value is secret, and its name may be secret.</summary>
    private sealed class Member(string name, int line, JsonTokenType kind, string? value)
    {
        public string Name => name;

        public JsonTokenType Kind => kind;

        public string? Value => value;

        public VariableTextException Fail(string problem) => new(line, problem);
    }
}
