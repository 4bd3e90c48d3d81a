using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using P5.Proto.Health.V1;

namespace P5.Faulty;

/// <summary>A plugin that serves: the services of go-plugin, and <c>test.Echo/Call</c> as the mode wants it.</summary>
internal static class FaultyServer
{
    private const string ExpiredCertificate = "expired-certificate";
    private const string EarlyCertificate = "early-certificate";

    private static volatile bool s_blocked;

    private static readonly string[] s_mtlsModes =
    [
        "mtls", "mtls-anyone", "mtls-plain", "wrong-certificate", ExpiredCertificate, EarlyCertificate,
    ];

    /// <param name="mode">The fault.</param>
    /// <param name="folder">The folder for the socket in place of the host's; null for that.</param>
    internal static async Task<int> RunAsync(string mode, string? folder)
    {
        using StubbornSignals? signals = mode is "stubborn" or "stubborn-in-call" ? new StubbornSignals() : null;
        RequestDelegate call = CallFaults.Modes.GetValueOrDefault(mode, CallFaults.EchoAsync);
        string? pem = s_mtlsModes.Contains(mode) ? Environment.GetEnvironmentVariable("PLUGIN_CLIENT_CERT") : null;
        using X509Certificate2? certificate = pem is null ? null : MakeCertificate(mode);
        folder ??= Environment.GetEnvironmentVariable("PLUGIN_UNIX_SOCKET_DIR");
        bool isTcp = mode == "tcp" || folder is null || OperatingSystem.IsWindows();
        string socket = mode == "old-library" ? StartFaults.OldLibrarySocket : Path.Combine(folder ?? "", "s");
        if (mode == "leaves-file")
        {
            await File.WriteAllTextAsync(Path.Combine(folder!, "cache"), "");
        }

        if (mode == "leaves-child")
        {
            StartFaults.StartGrandchild();
        }

        if (StartFaults.Daemons.TryGetValue(mode, out Action? startDaemon))
        {
            startDaemon();
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            void Configure(ListenOptions listen)
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null && mode != "mtls-plain")
                {
                    listen.UseHttps(Mtls(certificate, pem!, takesAnyone: mode == "mtls-anyone"));
                }
            }

            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxConcurrentConnections = mode == "one-connection" ? 1 : null;
            if (isTcp)
            {
                kestrel.Listen(IPAddress.Loopback, FindPort(), Configure);
            }
            else
            {
                kestrel.ListenUnixSocket(socket, Configure);
            }
        });

        await using WebApplication app = builder.Build();
        app.Run(context => DispatchAsync(context, mode, call, app.Lifetime));
        await app.StartAsync();

        string address = isTcp ? $"tcp|127.0.0.1:{new Uri(app.Urls.Single()).Port}" : $"unix|{socket}";
        using X509Certificate2? announced = mode == "wrong-certificate" && pem is not null
            ? MakeCertificate(mode)
            : null;
        string cert = (announced ?? certificate) is { } shown ? Convert.ToBase64String(shown.RawData).TrimEnd('=') : "";
        if (mode == "flood-before-handshake")
        {
            CallFaults.FloodErrorOutput();
        }

        if (mode == "renamed")
        {
            // A process may take a name that looks like the fields behind it in /proc/PID/stat.
            await File.WriteAllTextAsync("/proc/self/comm", "a) Z 1 (b) X 1");
        }

        Console.Write(mode switch
        {
            "crlf" => $" 1|1|{address}|grpc||true \r\n",
            "two-lines" => $"1|1|{address}|grpc|\nready to serve\n",
            _ => $"1|1|{address}|grpc|{cert}\n",
        });
        Console.Out.Flush();
        if (mode == "exit-after-handshake")
        {
            return 5;
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    private static Task DispatchAsync(
        HttpContext context, string mode, RequestDelegate call, IHostApplicationLifetime lifetime)
    {
        switch (context.Request.Path.Value)
        {
            case AuthFaults.Path when AuthFaults.Modes.TryGetValue(mode, out RequestDelegate? authenticate):
                return authenticate(context);
            case AuthFaults.Path when !CallFaults.Modes.ContainsKey(mode):
                return AuthFaults.SucceedAsync(context);
            case "/test.Echo/Call" or AuthFaults.Path:
                return call(context);
            case "/grpc.health.v1.Health/Check" when mode == "stdio-blocks":
                return AnswerUnlessBlockedAsync(context);
            case "/grpc.health.v1.Health/Check" when mode is not ("bare" or "no-health"):
                return GrpcReply.SendAsync(context, new HealthCheckResponse
                {
                    Status = mode == "not-serving"
                        ? HealthCheckResponse.Types.ServingStatus.NotServing
                        : HealthCheckResponse.Types.ServingStatus.Serving,
                });
            case "/plugin.GRPCController/Shutdown"
                when mode is "hang-at-shutdown" or "stubborn" or "stubborn-in-call" or "daemon-stays":
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            case "/plugin.GRPCController/Shutdown" when mode != "bare":
                // A host that has no time kills without asking; here a test sees which it did.
                if (Environment.GetEnvironmentVariable("FAULTY_SHUTDOWN") is { } file)
                {
                    File.WriteAllText(file, mode);
                }

                if (mode != "ignore-shutdown")
                {
                    context.Response.OnCompleted(() =>
                    {
                        lifetime.StopApplication();
                        return Task.CompletedTask;
                    });
                }

                return GrpcReply.SendAsync(context, new P5.Proto.GoPlugin.Empty());
            case "/plugin.GRPCStdio/StreamStdio" when mode == "stdio":
                return CallFaults.StreamStdioAsync(context, lifetime.ApplicationStopping);
            case "/plugin.GRPCStdio/StreamStdio" when mode == "stdio-blocks":
                s_blocked = true;
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            case "/plugin.GRPCStdio/StreamStdio" when mode == "stdio-fails":
                return GrpcReply.FailAsync(context, 2, "no%20stdio%20here");
            case "/p5.plugin.v0.AuthPlugin/NoSuchMethod" when mode == "crash-on-unknown-method":
                Environment.Exit(2);
                return Task.CompletedTask;
            case "/p5.plugin.v0.AuthPlugin.Unknown/NoSuchMethod" when mode == "answers-unknown-service":
                return GrpcReply.SendAsync(context, new P5.Proto.GoPlugin.Empty());
            default:
                return GrpcReply.FailAsync(context, 12, "unknown%20service");
        }
    }

    /// <summary>As a server with one thread does: nothing is answered while the host reads the stdio stream.</summary>
    private static Task AnswerUnlessBlockedAsync(HttpContext context) => s_blocked
        ? Task.Delay(Timeout.Infinite, context.RequestAborted)
        : GrpcReply.SendAsync(
            context, new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving });

    /// <summary>
    /// On Windows, a free port of those that the host allows; elsewhere any, which the system chooses.
    /// </summary>
    private static int FindPort()
    {
        if (!OperatingSystem.IsWindows()
            || Environment.GetEnvironmentVariable("PLUGIN_MIN_PORT") is not { } first
            || Environment.GetEnvironmentVariable("PLUGIN_MAX_PORT") is not { } last)
        {
            return 0;
        }

        while (true)
        {
            // Random, because many plugins start at the same time.
            int port = Random.Shared.Next(
                int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture) + 1);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }

    private static HttpsConnectionAdapterOptions Mtls(X509Certificate2 certificate, string hostPem, bool takesAnyone)
    {
        byte[] host = X509Certificate2.CreateFromPem(hostPem).RawData;
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode =
                takesAnyone ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (shown, _, _) => takesAnyone || shown.RawData.AsSpan().SequenceEqual(host),
        };
    }

    private static X509Certificate2 MakeCertificate(string mode)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(
            mode switch { ExpiredCertificate => -2, EarlyCertificate => 1, _ => 0 }).AddMinutes(-1);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(from, from.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
