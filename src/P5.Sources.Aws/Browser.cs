using System.ComponentModel;
using System.Diagnostics;

namespace P5.Sources.Aws;

/// <summary>Opens pages in the user's browser.</summary>
internal static class Browser
{
    /// <summary>Opens a page, if there is a browser; the user also sees the address.</summary>
    public static void Open(Uri page)
    {
        try
        {
            using Process? process = Process.Start(StartOf(page));
            process?.StandardInput.Close();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            // The session has no desktop, or not that program.
        }
    }

    // What the program writes must not get into the output of p5env or of a pipeline.
    private static ProcessStartInfo StartOf(Uri page) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true }
        : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [page.AbsoluteUri])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
}
