namespace P5.HelpGenerator;

/// <summary>What is wrong in the pages of one run. All of it is reported at once.</summary>
internal sealed class Problems
{
    private readonly List<Problem> _found = [];

    /// <summary>What was found, in the order of files and lines.</summary>
    public IEnumerable<Problem> Found =>
        _found.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line);

    /// <summary>Notes a problem.</summary>
    /// <param name="file">The page.</param>
    /// <param name="line">The line, the first is 1.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    public void Add(string file, int line, string message) => _found.Add(new Problem(file, line, message));
}
