using System.Collections.ObjectModel;

namespace P5.Plugin;

/// <summary>A plugin's answer: environment variables and their lifetime, or the reason why there are none.</summary>
public sealed class AuthResponse
{
    private AuthResponse(
        IReadOnlyDictionary<string, string> environmentVariables, CredentialLifetime lifetime, string? error)
    {
        EnvironmentVariables = environmentVariables;
        Lifetime = lifetime;
        Error = error;
    }

    /// <summary>True for an answer with variables, false for a failure.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The environment variables by name. Empty for a failure.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; }

    /// <summary>How long the host may cache the variables. Has no meaning for a failure.</summary>
    public CredentialLifetime Lifetime { get; }

    /// <summary>Why there are no variables, or null for a success.</summary>
    public string? Error { get; }

    /// <summary>Creates an answer with environment variables.</summary>
    /// <param name="environmentVariables">
    /// The variables by name; they are copied. A variable with an empty value is set, not removed.
    /// </param>
    /// <param name="lifetime">How long the host may cache them.</param>
    /// <exception cref="ArgumentException">
    /// A name is empty or contains <c>=</c> or a control character, a value is null or contains NUL, or one of them
    /// contains an unpaired surrogate.
    /// </exception>
    public static AuthResponse Success(
        IReadOnlyDictionary<string, string> environmentVariables, CredentialLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(environmentVariables);
        var copy = new Dictionary<string, string>(environmentVariables.Count, StringComparer.Ordinal);
        foreach ((string name, string value) in environmentVariables)
        {
            if (name.Length == 0 || name.Any(c => c == '=' || char.IsControl(c)) || !IsValidUnicode(name))
            {
                // The message is written to the plugin's log, and an invalid name may contain a value.
                throw new ArgumentException(
                    "A name of an environment variable is empty, contains '=' or a control character, or is not valid "
                        + "Unicode; it is not shown because it may contain a value.",
                    nameof(environmentVariables));
            }

            if (value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"The value of '{name}' is null or contains a NUL character.", nameof(environmentVariables));
            }

            if (!IsValidUnicode(value))
            {
                // Encoding would replace it with another character.
                throw new ArgumentException(
                    $"The value of '{name}' is not valid Unicode.", nameof(environmentVariables));
            }

            copy.Add(name, value);
        }

        return new(copy, lifetime, null);
    }

    /// <summary>Creates an answer with the reason why there are no variables.</summary>
    /// <param name="message">What failed and what the user can do about it. Must not contain a secret.</param>
    /// <exception cref="ArgumentException"><paramref name="message"/> is null, empty or blank.</exception>
    public static AuthResponse Failure(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new(ReadOnlyDictionary<string, string>.Empty, CredentialLifetime.AskEveryTime, message);
    }

    /// <summary>Shows the variables' names and the lifetime, or the failure. Never a variable's value.</summary>
    public override string ToString()
    {
        string names = string.Join(", ", EnvironmentVariables.Keys.Order(StringComparer.Ordinal));
        return IsSuccess
            ? $"AuthResponse {{ EnvironmentVariables = [{names}], Lifetime = {Lifetime} }}"
            : $"AuthResponse {{ Error = {Error} }}";
    }

    private static bool IsValidUnicode(string text)
    {
        for (int i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
