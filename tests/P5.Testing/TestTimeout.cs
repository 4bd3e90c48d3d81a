namespace P5.Testing;

/// <summary>How long tests wait.</summary>
public static class TestTimeout
{
    /// <summary>Far more than any wait takes, on a busy machine too. Only a test that hangs reaches it.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);
}
