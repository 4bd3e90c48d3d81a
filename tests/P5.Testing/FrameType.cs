namespace P5.Testing;

/// <summary>The frame types of HTTP/2 that the tests read or write, with their numbers on the wire.</summary>
public enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}
