using System.Text.Json;
using P5.GoPlugin.Checks;

namespace P5.Cli;

/// <summary>A check of <c>p5env test-plugin</c>.</summary>
internal sealed record CheckObject(
    string Id, string Title, string Outcome, string Evidence, string? Recommendation, double Milliseconds)
{
    public static CheckObject Of(ConformanceCheck check) => new(
        check.Id,
        check.Title,
        JsonNamingPolicy.CamelCase.ConvertName(check.Outcome.ToString()),
        check.Evidence,
        check.Recommendation,
        Math.Round(check.Duration.TotalMilliseconds));
}
