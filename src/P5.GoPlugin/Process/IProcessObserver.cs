namespace P5.GoPlugin;

/// <summary>Observes a plugin's process for a conformance check. Hosts do not need one.</summary>
internal interface IProcessObserver
{
    /// <summary>Called for each line, or piece of one, on standard error.</summary>
    void OnErrorOutput(LinePiece piece);

    /// <summary>
    /// Called when the process has ended and its pipes are read, before its socket folder is deleted.
    /// </summary>
    /// <param name="socketFolder">The folder that the plugin was given.</param>
    /// <param name="socketPath">The socket that the host was connected to; null for none.</param>
    /// <param name="pipesAreHeld">Whether another process still holds its standard output or error open.</param>
    Task OnEndedAsync(string socketFolder, string? socketPath, bool pipesAreHeld);
}
