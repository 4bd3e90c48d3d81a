using System.Management.Automation;
using System.Runtime.InteropServices;
using P5.Host;

namespace P5.PowerShell;

/// <summary>
/// Reports failures of the system that have no error of P5's own: an assembly of the module that cannot be loaded, a
/// lack of memory or of file descriptors. Uses no assembly of the module, because one of them may be missing; the ids
/// are constants.
/// </summary>
internal static class SystemFailure
{
    /// <returns>The error for the user; null for every other exception, including PowerShell's own.</returns>
    public static ErrorRecord? Find(Exception exception)
    {
        if (FindIncompleteModule(exception) is { } failure)
        {
            return Create(ErrorIds.ModuleIncomplete, failure.Message, failure.NextStep, exception);
        }

        return exception is IOException or UnauthorizedAccessException or ExternalException or OutOfMemoryException
            or TypeInitializationException
            ? Create(
                ErrorIds.Unexpected,
                exception.GetBaseException().Message,
                "Check permissions, free space and memory, and the limit of open files (ulimit -n).",
                exception)
            : null;
    }

    /// <summary>Whether the cause is an assembly of the module that cannot be loaded.</summary>
    public static bool IsIncompleteModule(Exception exception) => FindIncompleteModule(exception) is not null;

    private static AssemblyFailure? FindIncompleteModule(Exception exception) =>
        AssemblyFailure.Find(exception, "The module's folder", ModuleAssemblyLoader.LibraryDirectory);

    private static ErrorRecord Create(string id, string message, string nextStep, Exception cause)
    {
        string shown = ControlCharacters.Escape(message);
        return new ErrorRecord(
            new InvalidOperationException(shown, cause), id, ErrorCategory.ResourceUnavailable, targetObject: null)
        {
            ErrorDetails = new ErrorDetails(shown) { RecommendedAction = nextStep },
        };
    }
}
