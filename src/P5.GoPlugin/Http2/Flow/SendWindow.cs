namespace P5.GoPlugin;

/// <summary>How much more of requests' bodies the peer takes: RFC 9113, section 6.9.</summary>
/// <param name="size">What it takes at first, in bytes.</param>
internal struct SendWindow(int size)
{
    /// <summary>In bytes. Less than zero after the peer lowered its setting.</summary>
    internal int Left { get; private set; } = size;

    internal void Take(int length) => Left -= length;

    /// <returns>False where it would become larger than a window may be.</returns>
    internal bool TryWiden(long increment)
    {
        if (Left + increment > int.MaxValue)
        {
            return false;
        }

        Left = (int)(Left + increment);
        return true;
    }
}
