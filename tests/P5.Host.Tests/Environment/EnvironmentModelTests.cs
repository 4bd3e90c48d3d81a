namespace P5.Host.Tests;

/// <summary>Random sequences of what P5 and the user do, against the rules written another way.</summary>
public sealed class EnvironmentModelTests
{
    private const int Sequences = 1000;

    [Fact]
    public void Session_RandomSequences_FollowTheRules()
    {
        var steps = new HashSet<string>();
        for (int seed = 0; seed < Sequences; seed++)
        {
            var run = new RandomSequence(seed);
            run.Play();
            steps.UnionWith(run.Kinds);
        }

        // Steps that no seed takes would prove nothing.
        steps.Order(StringComparer.Ordinal).ShouldBe(
        [
            "ask", "clear", "clear A", "edit", "enter", "expire", "forget", "leave", "reuse", "set", "switch", "user",
        ]);
    }
}
