namespace P5.Plugin.Lifetime;

/// <summary>
/// The process that started this one. Nothing on the wire tells that a host was killed, and stdin is closed from
/// the start, so the end of the parent is the one sign there is.
/// </summary>
internal static class ParentProcess
{
    /// <summary>Waits until the parent has ended.</summary>
    /// <param name="timeProvider">The clock of the polling on Unix.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended by its token.</exception>
    public static Task WaitForExitAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows()
            ? WindowsParentProcess.WaitForExitAsync(cancellationToken)
            : UnixParentProcess.WaitForExitAsync(UnixParentProcess.GetParentId, timeProvider, cancellationToken);
}
