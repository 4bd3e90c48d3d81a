namespace P5.Host;

/// <summary>
/// Orders texts by their UTF-8 bytes, as Go sorts keys. UTF-16 order differs only if one text has a surrogate and
/// the other a unit above the surrogates.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return string.CompareOrdinal(x, y);
        }

        int common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length.CompareTo(y.Length);
        }

        char left = x[common];
        char right = y[common];
        bool leftBeyond = char.IsSurrogate(left);
        bool rightBeyond = char.IsSurrogate(right);
        return leftBeyond == rightBeyond ? left.CompareTo(right) : leftBeyond.CompareTo(rightBeyond);
    }
}
