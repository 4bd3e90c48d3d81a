namespace P5.Host.Tests;

public sealed class NearestNameTests
{
    // A comparison takes time and memory by the product of both lengths.
    [Theory]
    [InlineData(64, 64, true)]
    [InlineData(65, 64, false)]
    [InlineData(64, 65, false)]
    [InlineData(100_000_000, 64, false)]
    public void Find_LongName_IsNotCompared(int length, int knownLength, bool isFound)
    {
        string known = new('x', knownLength);

        NearestName.Find(new string('x', length), [known]).ShouldBe(isFound ? known : null);
    }

    [Theory]
    [InlineData(200, "name1")]
    [InlineData(201, null)]
    public void Find_ManyKnownNames_AreNotCompared(int count, string? expected) =>
        NearestName.Find("nam1", Enumerable.Range(0, count).Select(i => $"name{i}")).ShouldBe(expected);
}
