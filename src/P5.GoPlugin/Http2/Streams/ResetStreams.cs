namespace P5.GoPlugin;

/// <summary>
/// Remembers the streams that were reset here last: frames that the peer sent before it heard of it are no violation
/// (RFC 9113, section 5.1), while those on a stream that it ended itself are.
/// </summary>
internal sealed class ResetStreams
{
    private const int Capacity = 256;

    private readonly List<int> _ids = [];
    private int _oldest;

    internal void Add(int id)
    {
        if (_ids.Count < Capacity)
        {
            _ids.Add(id);
            return;
        }

        _ids[_oldest] = id;
        _oldest = (_oldest + 1) % Capacity;
    }

    /// <summary>Whether it was reset here, or may have been so long ago that it is forgotten.</summary>
    internal bool MayContain(int id) => _ids.Contains(id) || (_ids.Count == Capacity && id < _ids[_oldest]);
}
