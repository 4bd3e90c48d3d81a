namespace P5.Host;

/// <summary>Makes the errors of new projects.</summary>
internal static class ScaffoldError
{
    public static P5Exception Refuse(string problem, string action, Exception? cause = null) =>
        new(ErrorIds.ProjectNotCreated, problem, action, cause);
}
