namespace P5.GoPlugin;

/// <summary>How much more of answers' bodies the peer may send: RFC 9113, section 6.9.</summary>
/// <param name="size">What it may send at first, in bytes.</param>
internal struct ReceiveWindow(int size)
{
    private int _left = size;

    /// <summary>What was taken, and not given back to the peer yet.</summary>
    private int _consumed;

    /// <returns>False where the peer sent more than it may.</returns>
    internal bool TryReceive(int length)
    {
        _left -= length;
        return _left >= 0;
    }

    /// <summary>So many of the bytes that came take up no memory any more.</summary>
    internal void Consume(int length) => _consumed += length;

    /// <summary>Lets the peer send what was consumed once more, if it is enough to tell it.</summary>
    /// <returns>How much it has to be told; 0 for nothing.</returns>
    internal int GiveBack(int atLeast)
    {
        if (_consumed < atLeast)
        {
            return 0;
        }

        int increment = _consumed;
        _left += increment;
        _consumed = 0;
        return increment;
    }
}
