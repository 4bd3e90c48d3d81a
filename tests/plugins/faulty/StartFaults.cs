using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace P5.Faulty;

/// <summary>The modes that never come to serve anything.</summary>
internal static class StartFaults
{
    internal const string FrameworkMissing = """
        You must install or update .NET to run this application.

        App: /opt/plugin
        Framework: 'Microsoft.AspNetCore.App', version '10.0.0' (x64)
        .NET location: /usr/share/dotnet

        Learn more:
        https://aka.ms/dotnet/app-launch-failed
        """;

    internal static readonly Dictionary<string, Func<Task<int>>> Modes = new()
    {
        ["exit-before-handshake"] = () =>
        {
            Console.Error.WriteLine("no configuration found");
            return Task.FromResult(3);
        },
        ["go-notice"] = () => PrintErrorAndEndAsync(
            1,
            "This binary is a plugin. These are not meant to be executed directly.",
            "Please execute the program that consumes these plugins, which will",
            "load any plugins automatically"),
        ["framework-missing"] = () => PrintErrorAndEndAsync(150, FrameworkMissing),
        ["exit-zero"] = () => Task.FromResult(0),
        ["garbage-line"] = () => PrintAndStayAsync("Starting \e[1mplugin\e[0m...\n1|1|unix|/tmp/none|grpc|\n"),
        ["garbage-and-exit"] = () =>
        {
            Console.Write("hello\n");
            return Task.FromResult(0);
        },
        ["half-line"] = () => PrintAndStayAsync("1|1|unix"),
        ["endless-line"] = () => PrintAndStayAsync(new string('x', 10 * 1024 * 1024)),
        ["endless-error"] = () => PrintErrorAndEndAsync(3, new string('x', 10 * 1024 * 1024)),
        ["binary-line"] = () =>
        {
            using Stream stdout = Console.OpenStandardOutput();
            stdout.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 0xff, 0xfe, 0x00, (byte)'\n']);
            return StayAsync();
        },
        ["old-core"] = () => PrintAndStayAsync("0|1|unix|/tmp/none|grpc|\n"),
        ["wrong-app-version"] = () => PrintAndStayAsync("1|7|unix|/tmp/none|grpc|\n"),
        ["netrpc"] = () => PrintAndStayAsync("1|1|unix|/tmp/none\n"),
        ["missing-socket"] = () => PrintAndStayAsync("1|1|unix|/tmp/goplugin-nothing-listens|grpc|\n"),
        ["dead-socket"] = async () =>
        {
            // Bound, so that it is there, but nothing is listening.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            string path = InSocketFolder("s");
            socket.Bind(new UnixDomainSocketEndPoint(path));
            return await PrintAndStayAsync($"1|1|unix|{path}|grpc|\n");
        },
        ["file-for-socket"] = () => PrintAndStayAsync($"1|1|unix|{MakeFile()}|grpc|\n"),
        ["link-for-socket"] = () =>
        {
            string file = MakeFile();
            File.CreateSymbolicLink($"{file}-link", file);
            return PrintAndStayAsync($"1|1|unix|{file}-link|grpc|\n");
        },
        ["link-above-socket"] = () =>
        {
            string file = MakeFile();
            string link = InSocketFolder("link");
            Directory.CreateSymbolicLink(link, Path.GetDirectoryName(file)!);
            return PrintAndStayAsync($"1|1|unix|{Path.Combine(link, Path.GetFileName(file))}|grpc|\n");
        },
        ["old-library-wrong-version"] = async () =>
        {
            // It listens in the temporary folder, not in the one that it is given.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(OldLibrarySocket));
            socket.Listen();
            return await PrintAndStayAsync($"1|7|unix|{OldLibrarySocket}|grpc|\n");
        },
        ["names-a-file"] = () =>
        {
            File.WriteAllText(OldLibrarySocket, "not a socket");
            return PrintAndStayAsync($"1|7|unix|{OldLibrarySocket}|grpc|\n");
        },
        ["not-loopback"] = () => PrintAndStayAsync("1|1|tcp|192.0.2.1:10000|grpc|\n"),
        ["silent"] = StayAsync,
        ["closed-stdout"] = () =>
        {
            // The runtime keeps copies of the pipe, and so does each stream of the console.
            foreach (string descriptor in Directory.GetFiles("/proc/self/fd").Where(IsStandardOutput).ToArray())
            {
                new SafeFileHandle(
                    int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture), ownsHandle: true)
                    .Dispose();
            }

            return StayAsync();
        },
        ["grandchild-and-exit"] = () =>
        {
            // The grandchild inherits both pipes and holds them open after this process.
            StartGrandchild();
            return Task.FromResult(4);
        },
        ["daemon-and-exit"] = () =>
        {
            StartDaemon();
            return Task.FromResult(0);
        },
        ["grandchild-silent"] = () =>
        {
            StartGrandchild();
            return StayAsync();
        },
    };

    /// <summary>The modes that serve, and what they leave in the background, in a session of its own.</summary>
    internal static readonly Dictionary<string, Action> Daemons = new()
    {
        ["daemon"] = StartDaemon,
        ["daemon-stays"] = StartDaemon,
        ["daemon-exits"] = StartDaemon,
        ["daemon-crashes"] = StartDaemon,
        ["supervisor"] = () => StartInBackground(
            """sh -c 'echo >"$FAULTY_PIDS/$$"; while :; do setsid -w "$0" silent; done' "$0" """),
    };

    /// <summary>Where Go's library before 1.5 listens, whatever folder it is given.</summary>
    internal static string OldLibrarySocket => Path.Combine(Path.GetTempPath(), $"plugin{Environment.ProcessId}");

    internal static void StartGrandchild() =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["silent"]) { UseShellExecute = false })!.Dispose();

    private static void StartDaemon() => StartInBackground("\"$0\" silent");

    /// <summary>Returns when the process in between has ended, so that nothing leads from the plugin to it.</summary>
    private static void StartInBackground(string command)
    {
        using var between = Process.Start(
            "/bin/sh", ["-c", $"setsid {command} </dev/null >/dev/null 2>&1 &", Environment.ProcessPath!]);
        between.WaitForExit();
    }

    private static Task<int> PrintErrorAndEndAsync(int exitCode, params string[] lines)
    {
        Console.Error.WriteLine(string.Join('\n', lines));
        return Task.FromResult(exitCode);
    }

    private static string MakeFile()
    {
        string file = InSocketFolder("f");
        File.WriteAllText(file, "");
        return file;
    }

    private static string InSocketFolder(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("PLUGIN_UNIX_SOCKET_DIR")!, name);

    private static bool IsStandardOutput(string descriptor) =>
        new FileInfo(descriptor).LinkTarget is { } target && target == new FileInfo("/proc/self/fd/1").LinkTarget;

    private static Task<int> PrintAndStayAsync(string text)
    {
        Console.Write(text);
        Console.Out.Flush();
        return StayAsync();
    }

    private static async Task<int> StayAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(60)); // not for ever, should a test not end it
        return 0;
    }
}
