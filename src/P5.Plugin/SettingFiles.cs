namespace P5.Plugin;

/// <summary>What messages call the files in which settings stand.</summary>
internal static class SettingFiles
{
    /// <summary>The stack's file, whose name has no organization and no project in it.</summary>
    /// <param name="request">
    /// The request for the stack, which may be asked for as <c>organization/project/stack</c>, or have no name.
    /// </param>
    public static string OfStack(AuthRequest request)
    {
        string name = request.StackName;
        return $"Pulumi.{(name.Length > 0 ? name[(name.LastIndexOf('/') + 1)..] : "<stack>")}.yaml";
    }
}
