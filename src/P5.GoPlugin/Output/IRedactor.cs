namespace P5.GoPlugin;

/// <summary>Takes out of a plugin's own words what nobody shall see. Called from any thread.</summary>
public interface IRedactor
{
    /// <summary>Gives a text, or a piece of one, as it may be shown.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">What stood before it on the same line and was shown already; "" where it begins there.</param>
    /// <param name="goesOn">Whether more of the line may follow.</param>
    /// <returns>The text to show in its place.</returns>
    string Redact(string text, string before = "", bool goesOn = false);
}
