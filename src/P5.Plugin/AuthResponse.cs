using System.Collections.ObjectModel;

namespace P5.Plugin;

/// <summary>A plugin's answer: environment variables and their lifetime, or the reason why there are none.</summary>
public sealed class AuthResponse
{
    private AuthResponse(IReadOnlyDictionary<string, string> env, CredentialLifetime lifetime, string? error)
    {
        Env = env;
        Lifetime = lifetime;
        Error = error;
    }

    /// <summary>True for an answer with variables, false for a failure.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>The environment variables by name. Empty for a failure.</summary>
    public IReadOnlyDictionary<string, string> Env { get; }

    /// <summary>How long the host may keep the variables. Without meaning for a failure.</summary>
    public CredentialLifetime Lifetime { get; }

    /// <summary>Why there are no variables, or null for a success.</summary>
    public string? Error { get; }

    /// <summary>An answer with environment variables.</summary>
    /// <param name="env">
    /// The variables by name; they are copied. An empty value is a value: the variable is set and empty.
    /// </param>
    /// <param name="lifetime">How long the host may keep them.</param>
    /// <exception cref="ArgumentException">
    /// A name is empty or has <c>=</c> or NUL in it, or a value is null or has NUL in it: no environment can hold it.
    /// </exception>
    public static AuthResponse Success(IReadOnlyDictionary<string, string> env, CredentialLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(env);
        var copy = new Dictionary<string, string>(env.Count, StringComparer.Ordinal);
        foreach ((string name, string value) in env)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                throw new ArgumentException($"'{name}' cannot name an environment variable.", nameof(env));
            }

            if (value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"The value of '{name}' is null or has a NUL character in it.", nameof(env));
            }

            copy.Add(name, value);
        }

        return new(copy, lifetime, null);
    }

    /// <summary>An answer that says why there are no variables.</summary>
    /// <param name="message">What went wrong and what the user can do about it. Put no secret into it.</param>
    /// <exception cref="ArgumentException"><paramref name="message"/> is null, empty or blank.</exception>
    public static AuthResponse Failure(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new(ReadOnlyDictionary<string, string>.Empty, CredentialLifetime.AskEveryTime, message);
    }

    /// <summary>Names the variables and the lifetime, or the failure. Never shows a variable's value.</summary>
    public override string ToString() => IsSuccess
        ? $"AuthResponse {{ Env = [{string.Join(", ", Env.Keys.Order(StringComparer.Ordinal))}], Lifetime = {Lifetime} }}"
        : $"AuthResponse {{ Error = {Error} }}";
}
