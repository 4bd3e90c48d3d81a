using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>Calls of <c>test.Echo</c>, by the client that is generated from its contract.</summary>
internal static class EchoCalls
{
    internal static Echo.EchoClient Echo(this PluginClient plugin) => new(plugin.CallInvoker);

    internal static Task<StringValue> EchoAsync(
        this PluginClient plugin,
        string text,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default) =>
        plugin.Echo()
            .CallAsync(new StringValue { Value = text }, deadline: deadline, cancellationToken: cancellationToken)
            .ResponseAsync;
}
