using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell;

/// <summary>
/// Reports an assembly of the module that cannot be loaded. Must not use one in any member: its own failure would
/// follow.
/// </summary>
internal static class ModuleFailure
{
    /// <returns>The error for the user; null if the exception has another cause.</returns>
    public static ErrorRecord? Find(Exception exception)
    {
        if (AssemblyFailure.Find(exception, "The module's folder", ModuleAssemblyLoader.LibraryDirectory)
            is not { } failure)
        {
            return null;
        }

        // The id is a constant, which the compiler copies.
        return new ErrorRecord(
            new FileLoadException(failure.Message, exception),
            ErrorIds.ModuleIncomplete,
            ErrorCategory.ResourceUnavailable,
            targetObject: null)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.NextStep },
        };
    }
}
