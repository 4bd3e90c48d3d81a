using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell;

internal static class P5ErrorRecord
{
    /// <summary>
    /// Creates the record: P5's id, a category, the target, and the recommended action.
    /// </summary>
    /// <param name="exception">The failure.</param>
    /// <param name="target">The name of the plugin, or the file, that it is about; null if there is none.</param>
    public static ErrorRecord Create(P5Exception exception, object? target) =>
        new(exception, exception.ErrorId, Category(exception.ErrorId), target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = exception.RecommendedAction },
        };

    private static ErrorCategory Category(string errorId) => errorId switch
    {
        ErrorIds.WorkspaceNotFound
            or ErrorIds.PluginNotFound
            or ErrorIds.PluginNotRunning
            or ErrorIds.CredentialNotFound
            or ErrorIds.SecretNotFound => ErrorCategory.ObjectNotFound,
        ErrorIds.StackNotSelected or ErrorIds.SecretInvalid => ErrorCategory.InvalidArgument,
        ErrorIds.PluginStartFailed => ErrorCategory.OpenError,
        ErrorIds.PluginHandshakeInvalid or ErrorIds.PluginProtocolUnsupported => ErrorCategory.ProtocolError,
        ErrorIds.PluginChecksumMismatch => ErrorCategory.SecurityError,
        ErrorIds.PluginStartTimeout or ErrorIds.PluginTimeout => ErrorCategory.OperationTimeout,
        ErrorIds.PluginCrashed => ErrorCategory.ConnectionError,
        ErrorIds.AuthenticationFailed => ErrorCategory.AuthenticationError,

        // Not ParserError: PowerShell would show the place of the command, not the message in full.
        ErrorIds.ConfigInvalid or ErrorIds.EnvironmentInvalid => ErrorCategory.InvalidData,
        ErrorIds.ExportFailed or ErrorIds.ProjectNotCreated => ErrorCategory.WriteError,
        ErrorIds.EnvironmentInUse => ErrorCategory.ResourceBusy,
        ErrorIds.WorkspaceNotApproved or ErrorIds.SecretNotAllowed => ErrorCategory.PermissionDenied,
        ErrorIds.StateUnusable
            or ErrorIds.StoreUnusable
            or ErrorIds.SecretWouldBeLost => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidResult,
    };
}
