namespace P5.Host;

/// <summary>
/// The order of a p5.toml applies to several programs, and may name plugins that only one of them configures. A name
/// is unknown when it is to all of them.
/// </summary>
internal sealed class CrossWorkspaceOrder
{
    private readonly Dictionary<string, int> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, int? Line, int? Column), List<ConfigurationDiagnostic>> _unknown = [];

    /// <summary>Keeps the names that only all workspaces together can show to be unknown.</summary>
    public List<ConfigurationDiagnostic> Keep(WorkspaceReport report)
    {
        var others = new List<ConfigurationDiagnostic>();
        var kept = new Dictionary<(string, int?, int?), ConfigurationDiagnostic>();
        foreach (ConfigurationDiagnostic finding in report.Diagnostics)
        {
            if (finding.Id == DiagnosticIds.OrderUnknownPlugin && finding.File == report.GlobalFile)
            {
                kept[(finding.File, finding.Line, finding.Column)] = finding;
            }
            else
            {
                others.Add(finding);
            }
        }

        if (report.GlobalFile is { } file)
        {
            _readers[file] = _readers.GetValueOrDefault(file) + 1;
        }

        foreach (((string, int?, int?) place, ConfigurationDiagnostic finding) in kept)
        {
            _unknown.TryAdd(place, []);
            _unknown[place].Add(finding);
        }

        return others;
    }

    /// <summary>The names that no workspace configures.</summary>
    public IEnumerable<ConfigurationDiagnostic> UnknownToAll() =>
        _unknown
            .Where(pair => pair.Value.Count == _readers[pair.Key.File])
            .Select(pair => pair.Value[0]);
}
