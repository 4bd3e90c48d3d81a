using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace P5.GoPlugin;

/// <summary>
/// Starts a program in a job. <see cref="Process"/> cannot: what a program starts before it is put into the job would
/// stay outside. The program also inherits only its own three pipes, not those of one that is started at the same time.
/// </summary>
internal static unsafe partial class WindowsStart
{
    private const uint Suspended = 0x4; // CREATE_SUSPENDED
    private const uint UnicodeEnvironment = 0x400; // CREATE_UNICODE_ENVIRONMENT
    private const uint ExtendedInfo = 0x80000; // EXTENDED_STARTUPINFO_PRESENT
    private const uint NoWindow = 0x8000000; // CREATE_NO_WINDOW: the console's Ctrl+C then does not reach it
    private const int UseStandardHandles = 0x100; // STARTF_USESTDHANDLES
    private const int Inherit = 1; // HANDLE_FLAG_INHERIT
    private const nuint HandleList = 0x20002; // PROC_THREAD_ATTRIBUTE_HANDLE_LIST
    private const nuint JobList = 0x2000D; // PROC_THREAD_ATTRIBUTE_JOB_LIST

    /// <summary>Starts a program without a window and with standard input at its end.</summary>
    /// <param name="info">Its file, arguments, working directory and environment.</param>
    /// <param name="job">The job that it runs in from its first instruction on.</param>
    /// <returns>The process and what it writes.</returns>
    /// <remarks>After a failure, the job may contain the process, which has not run.</remarks>
    /// <exception cref="Win32Exception">Windows rejected it.</exception>
    /// <exception cref="IOException">A pipe cannot be created.</exception>
    [SupportedOSPlatform("windows")]
    internal static (Process Process, Stream Output, Stream Error) Run(ProcessStartInfo info, WindowsJob job)
    {
        var output = ProgramOutput.Create(out NamedPipeClientStream outputEnd);
        var error = ProgramOutput.Create(out NamedPipeClientStream errorEnd);
        try
        {
            using SafePipeHandle input = CreateInput();
            using (outputEnd)
            using (errorEnd)
            {
                Process process = Run(info, job, [input, outputEnd.SafePipeHandle, errorEnd.SafePipeHandle]);
                return (process, output, error);
            }
        }
        catch
        {
            output.Dispose();
            error.Dispose();
            throw;
        }
    }

    /// <summary>Quotes a file and its arguments as programs for Windows read them from their command line.</summary>
    internal static string CommandLine(string file, IEnumerable<string> arguments)
    {
        var line = new StringBuilder($"\"{file}\"");
        foreach (string argument in arguments)
        {
            line.Append(' ');
            AppendQuoted(line, argument);
        }

        return line.ToString();
    }

    /// <summary>The variables in the form and the order that Windows requires.</summary>
    internal static string EnvironmentBlock(IDictionary<string, string?> variables)
    {
        var block = new StringBuilder();
        foreach ((string name, string? value) in variables.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is not null)
            {
                block.Append(name).Append('=').Append(value).Append('\0');
            }
        }

        // An empty block has two.
        return block.Append('\0', block.Length == 0 ? 2 : 1).ToString();
    }

    [SupportedOSPlatform("windows")]
    private static Process Run(ProcessStartInfo info, WindowsJob job, SafePipeHandle[] pipes)
    {
        ProcessInformation started = Create(info, job, pipes);
        using var handle = new SafeProcessHandle(started.Process, ownsHandle: true);
        using var thread = new SafeFileHandle(started.Thread, ownsHandle: true);

        // While it is suspended, it cannot end, so the id is its own. With a handle, its exit code will be known.
        var process = Process.GetProcessById(started.ProcessId);
        _ = process.SafeHandle;
        ThrowIf(Resume(thread) == uint.MaxValue);
        return process;
    }

    [SupportedOSPlatform("windows")]
    private static ProcessInformation Create(ProcessStartInfo info, WindowsJob job, SafePipeHandle[] pipes)
    {
        nint* handles = stackalloc nint[pipes.Length];
        for (int i = 0; i < pipes.Length; i++)
        {
            ThrowIf(!SetHandleInformation(pipes[i], Inherit, Inherit));
            handles[i] = pipes[i].DangerousGetHandle();
        }

        nint jobHandle = job.Handle.DangerousGetHandle();
        nuint size = 0;
        InitializeAttributes(null, 2, 0, ref size); // fails, and sets the size
        byte* attributes = stackalloc byte[(int)size];
        ThrowIf(!InitializeAttributes(attributes, 2, 0, ref size));
        try
        {
            ThrowIf(!UpdateAttribute(attributes, 0, JobList, &jobHandle, (nuint)sizeof(nint), 0, 0));
            ThrowIf(!UpdateAttribute(
                attributes, 0, HandleList, handles, (nuint)(pipes.Length * sizeof(nint)), 0, 0));
            var startup = new StartupInfo
            {
                Size = sizeof(StartupInfo),
                Flags = UseStandardHandles,
                Input = handles[0],
                Output = handles[1],
                Error = handles[2],
                Attributes = attributes,
            };

            // Windows may write into the command line.
            fixed (char* commandLine = $"{CommandLine(info)}\0".ToCharArray())
            fixed (char* environment = EnvironmentBlock(info.Environment))
            {
                ThrowIf(!CreateProcess(
                    info.FileName,
                    commandLine,
                    0,
                    0,
                    inherit: true,
                    Suspended | UnicodeEnvironment | ExtendedInfo | NoWindow,
                    environment,
                    info.WorkingDirectory.Length > 0 ? info.WorkingDirectory : null,
                    &startup,
                    out ProcessInformation started));
                return started;
            }
        }
        finally
        {
            DeleteAttributes(attributes);
        }
    }

    private static string CommandLine(ProcessStartInfo info) => info.Arguments.Length > 0
        ? $"\"{info.FileName}\" {info.Arguments}"
        : CommandLine(info.FileName, info.ArgumentList);

    /// <summary>
    /// Backslashes are doubled before a quote, which then has one more, and at the end of what is between quotes.
    /// </summary>
    private static void AppendQuoted(StringBuilder line, string argument)
    {
        if (argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c == '"'))
        {
            line.Append(argument);
            return;
        }

        line.Append('"');
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '"')
            {
                line.Append('\\', backslashes + 1);
            }

            line.Append(c);
            backslashes = c == '\\' ? backslashes + 1 : 0;
        }

        line.Append('\\', backslashes).Append('"');
    }

    /// <summary>Creates an input that is at its end.</summary>
    private static SafePipeHandle CreateInput()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        return pipe.ClientSafePipeHandle;
    }

    private static void ThrowIf(bool failed)
    {
        if (failed)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("kernel32", EntryPoint = "SetHandleInformation", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetHandleInformation(SafePipeHandle handle, int mask, int flags);

    [LibraryImport("kernel32", EntryPoint = "InitializeProcThreadAttributeList", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool InitializeAttributes(byte* list, int count, int flags, ref nuint size);

    [LibraryImport("kernel32", EntryPoint = "UpdateProcThreadAttribute", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UpdateAttribute(
        byte* list, int flags, nuint attribute, nint* value, nuint size, nint previous, nint returned);

    [LibraryImport("kernel32", EntryPoint = "DeleteProcThreadAttributeList")]
    private static partial void DeleteAttributes(byte* list);

    [LibraryImport(
        "kernel32", EntryPoint = "CreateProcessW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateProcess(
        string file,
        char* commandLine,
        nint processSecurity,
        nint threadSecurity,
        [MarshalAs(UnmanagedType.Bool)] bool inherit,
        uint flags,
        char* environment,
        string? directory,
        StartupInfo* startup,
        out ProcessInformation started);

    [LibraryImport("kernel32", EntryPoint = "ResumeThread", SetLastError = true)]
    private static partial uint Resume(SafeFileHandle thread);

    /// <summary>STARTUPINFOEXW</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StartupInfo
    {
        public int Size;
        public nint Reserved;
        public nint Desktop;
        public nint Title;
        public int X;
        public int Y;
        public int Width;
        public int Height;
        public int WidthInCharacters;
        public int HeightInCharacters;
        public int Fill;
        public int Flags;
        public short ShowWindow;
        public short ReservedSize;
        public nint ReservedData;
        public nint Input;
        public nint Output;
        public nint Error;
        public byte* Attributes;
    }

    /// <summary>PROCESS_INFORMATION</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInformation
    {
        public nint Process;
        public nint Thread;
        public int ProcessId;
        public int ThreadId;
    }
}
