using P5.GoPlugin;

namespace P5.Host.Tests;

public sealed class PluginErrorsTests
{
    private static readonly PluginFailure s_failure = new("/bin/plugin", "Do something.");

    private static readonly (PluginException Failure, string ErrorId)[] s_table =
    [
        (new PluginNotFoundException("m", s_failure), "P5.PluginNotFound"),
        (new PluginStartException("m", s_failure), "P5.PluginStartFailed"),
        (new PluginHandshakeException("m", s_failure), "P5.PluginHandshakeInvalid"),
        (new PluginProtocolException("m", s_failure, "1", "2"), "P5.PluginProtocolUnsupported"),
        (new PluginChecksumException("m", s_failure, "00", "11"), "P5.PluginChecksumMismatch"),
        (new PluginStartTimeoutException("m", s_failure), "P5.PluginStartTimeout"),
        (new PluginCrashedException("m", s_failure), "P5.PluginCrashed"),
        (new PluginTimeoutException("m", s_failure, TimeSpan.FromSeconds(1)), "P5.PluginTimeout"),
        (new PluginAttachException("m", s_failure), "P5.PluginAttachFailed"),
        (new PluginRpcException("m", s_failure, Grpc.Core.StatusCode.Internal, "d"), "P5.PluginRpcFailed"),
    ];

    [Fact]
    public void Translate_EveryTypeOfFailure_HasItsOwnId()
    {
        IEnumerable<Type> all = typeof(PluginException).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(PluginException)));
        s_table.Select(row => row.Failure.GetType()).ShouldBe(all, ignoreOrder: true);

        foreach ((PluginException failure, string id) in s_table)
        {
            P5Exception error = PluginErrors.Translate("login", failure);

            error.ErrorId.ShouldBe(id);
            error.Message.ShouldBe("Plugin 'login': m");
            error.RecommendedAction.ShouldBe("Do something.");
            error.PluginName.ShouldBe("login");
        }
    }

    public static TheoryData<Exception> Unexpected =>
    [
        new InsufficientMemoryException("m"),
        new UnauthorizedAccessException("m"),
        new System.ComponentModel.Win32Exception(5, "m"),
        new System.Security.Cryptography.CryptographicException("m"),
        new InvalidOperationException("m"),
    ];

    [Theory]
    [MemberData(nameof(Unexpected), DisableDiscoveryEnumeration = true)]
    public void Unexpected_AnyException_NamesThePluginAndANextStep(Exception exception)
    {
        P5Exception error = PluginErrors.Unexpected("login", exception);

        error.ErrorId.ShouldBe("P5.Unexpected");
        error.Message.ShouldBe("Plugin 'login' cannot be called: m");
        error.RecommendedAction.ShouldNotBeEmpty();
        error.PluginName.ShouldBe("login");
        error.InnerException.ShouldBe(exception);
    }

    [Fact]
    public void Translate_AssemblyOfTheHostIsMissing_IsNotBlamedOnThePlugin()
    {
        var cause = new FileNotFoundException("m", "Some.Library, Version=1.0.0.0");

        P5Exception error = PluginErrors.Translate("login", new PluginStartException("m", s_failure, cause));

        error.ErrorId.ShouldBe("P5.ModuleIncomplete");
        error.Message.ShouldMatch(
            "^Plugin 'login' cannot be called: P5's folder is incomplete: .*Some\\.Library\\.dll is missing\\.$");
        error.PluginName.ShouldBe("login");
    }
}
