namespace P5.Host;

/// <summary>A file belongs to a user who is not trusted (<see cref="FileOwner"/>).</summary>
/// <param name="stranger">The owner.</param>
internal sealed class StrangersFileException(string stranger)
    : IOException($"its owner is {stranger}, not you. {FileOwner.Advice(stranger)}")
{
    /// <summary>The owner.</summary>
    public string Stranger => stranger;
}
