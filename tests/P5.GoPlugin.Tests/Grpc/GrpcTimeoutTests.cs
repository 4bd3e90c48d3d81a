namespace P5.GoPlugin.Tests;

public sealed class GrpcTimeoutTests
{
    public static TheoryData<TimeSpan, string> Cases => new()
    {
        { TimeSpan.FromTicks(1), "1m" }, // rounded up
        { TimeSpan.FromMilliseconds(1500), "1500m" },
        { TimeSpan.FromMilliseconds(99_999_999), "99999999m" },
        { TimeSpan.FromMilliseconds(100_000_000), "100000S" },
        { TimeSpan.FromSeconds(100_000_000), "1666667M" },
        { TimeSpan.MaxValue, "99999999H" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Format_Timeout_HasAtMostEightDigits(TimeSpan timeout, string header) =>
        GrpcTimeout.Format(timeout).ShouldBe(header);
}
