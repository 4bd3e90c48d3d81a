using System.Net;
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
    internal static async Task<int> RunAsync(string mode)
    {
        using StubbornSignals? signals = mode is "stubborn" or "stubborn-in-call" ? new StubbornSignals() : null;
        RequestDelegate call = CallFaults.Modes.GetValueOrDefault(mode, CallFaults.EchoAsync);
        string? pem = mode is "mtls" or "wrong-certificate" ? Environment.GetEnvironmentVariable("PLUGIN_CLIENT_CERT") : null;
        using X509Certificate2? certificate = pem is null ? null : MakeCertificate();
        string socket = Path.Combine(Environment.GetEnvironmentVariable("PLUGIN_UNIX_SOCKET_DIR")!, "s");

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            void Configure(ListenOptions listen)
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                {
                    listen.UseHttps(Mtls(certificate, pem!));
                }
            }

            kestrel.Limits.MaxRequestBodySize = null;
            if (mode == "tcp")
            {
                kestrel.Listen(IPAddress.Loopback, 0, Configure);
            }
            else
            {
                kestrel.ListenUnixSocket(socket, Configure);
            }
        });

        await using WebApplication app = builder.Build();
        app.Run(context => DispatchAsync(context, mode, call, app.Lifetime));
        await app.StartAsync();

        string address = mode == "tcp" ? $"tcp|127.0.0.1:{new Uri(app.Urls.Single()).Port}" : $"unix|{socket}";
        using X509Certificate2? announced = mode == "wrong-certificate" ? MakeCertificate() : null;
        string cert = (announced ?? certificate) is { } shown ? Convert.ToBase64String(shown.RawData).TrimEnd('=') : "";
        if (mode == "flood-before-handshake")
        {
            CallFaults.FloodErrorOutput();
        }

        if (mode == "renamed")
        {
            // Nobody keeps a process from taking a name that looks like the fields behind it in /proc/PID/stat.
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
            case "/test.Echo/Call" or "/p5.plugin.v0.AuthPlugin/Authenticate":
                return call(context);
            case "/grpc.health.v1.Health/Check" when mode != "bare":
                return GrpcReply.SendAsync(context, new HealthCheckResponse
                {
                    Status = mode == "not-serving"
                        ? HealthCheckResponse.Types.ServingStatus.NotServing
                        : HealthCheckResponse.Types.ServingStatus.Serving,
                });
            case "/plugin.GRPCController/Shutdown" when mode is "hang-at-shutdown" or "stubborn" or "stubborn-in-call":
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
            default:
                return GrpcReply.FailAsync(context, 12, "unknown%20service");
        }
    }

    private static HttpsConnectionAdapterOptions Mtls(X509Certificate2 certificate, string hostPem)
    {
        byte[] host = X509Certificate2.CreateFromPem(hostPem).RawData;
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (shown, _, _) => shown.RawData.AsSpan().SequenceEqual(host),
        };
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
