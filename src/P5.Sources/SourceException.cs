namespace P5.Sources;

/// <summary>A source that is configured wrongly or cannot be read. Contains no value.</summary>
internal sealed class SourceException : Exception
{
    /// <summary>The setting that is wrong, such as <c>sources[0].type</c>; "" if it is not known.</summary>
    public string Setting { get; init; } = "";

    /// <summary>What to do, as a sentence; null if the setting's description says it.</summary>
    public string? Fix { get; init; }

    /// <summary>The problems, if there are several; otherwise this one alone.</summary>
    public IReadOnlyList<SourceException> Problems
    {
        get => field ?? [this];
        private init;
    }

    /// <summary>The message, without line breaks between several problems.</summary>
    public string InOneLine => string.Join("; ", Problems.Select(problem => problem.Message));

    /// <param name="message">What failed; names in it may have control characters.</param>
    /// <param name="innerException">The cause, or null.</param>
    /// <param name="lines">What a command wrote; it follows the message, and is not masked yet.</param>
    public SourceException(string message, Exception? innerException = null, string lines = "")
        : base(ControlCharacters.Escape(message) + lines, innerException)
    {
    }

    /// <summary>The failure as one of a setting, if it is not one of a setting yet.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="fix">What to do, as a sentence; null if the setting's description says it.</param>
    public SourceException At(string setting, string? fix = null) => Setting.Length > 0
        ? this
        : new SourceException("", this, lines: Message) { Setting = setting, Fix = Fix ?? fix };

    /// <summary>Throws problems, all at once, if there are any.</summary>
    /// <param name="problems">The problems.</param>
    /// <exception cref="SourceException">There are some.</exception>
    public static void ThrowIfAny(IReadOnlyList<SourceException> problems)
    {
        if (problems.Count == 1)
        {
            throw problems[0];
        }

        if (problems.Count > 1)
        {
            // Numbers, because PowerShell's view of an error joins its lines.
            throw new SourceException(
                "", lines: string.Join('\n', problems.Select((problem, i) => $"{i + 1}. {problem.Message}")))
            {
                Problems = problems,
            };
        }
    }

    /// <summary>Makes checks, each also if another one fails.</summary>
    /// <param name="checks">The checks, which throw what is wrong.</param>
    /// <exception cref="SourceException">What they have thrown, all at once.</exception>
    public static void CheckAll(params IEnumerable<Action> checks)
    {
        var problems = new List<SourceException>();
        foreach (Action check in checks)
        {
            try
            {
                check();
            }
            catch (SourceException exception)
            {
                problems.AddRange(exception.Problems);
            }
        }

        // Two checks may read the same setting.
        ThrowIfAny([.. problems.DistinctBy(problem => problem.Message)]);
    }
}
