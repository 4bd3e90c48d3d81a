using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin.Checks;

/// <summary>A plugin accepts the offer of AutoMTLS and enforces it, or ignores the offer.</summary>
internal sealed class AutoMtlsRule() : ConformanceRule(
    "AutoMtls",
    "Enforces AutoMTLS or ignores it",
    "Either serve TLS with the certificate of the handshake's sixth field, and accept only the client with the "
    + "certificate in PLUGIN_CLIENT_CERT; or ignore the variable, leave the field empty and serve plain text.",
    AddressRule.RuleId)
{
    internal override async Task<RuleFinding> ExamineAsync(
        ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin;
        try
        {
            plugin = ObservedPlugin.Start(session.Options.Plugin, session.Command, offersMtls: true);
        }
        catch (PluginStartException failure) when (failure.InnerException is CryptographicException reason)
        {
            // Of the host's certificate. Nothing was started.
            return RuleFinding.NotApplicable(
                $"not tried: this system cannot create a certificate: {SafeText.Truncate(reason.Message)}");
        }

        await using (plugin.ConfigureAwait(false))
        {
            HandshakeLine line = await plugin.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
            await plugin.ConnectAsync(cancellationToken).ConfigureAwait(false);
            bool answers = await AnswersAsync(plugin, plugin.Channel, cancellationToken).ConfigureAwait(false);
            if (line.Certificate is null)
            {
                return answers
                    ? RuleFinding.NotApplicable("it ignored the offer and serves plain text")
                    : RuleFinding.Fail("it ignored the offer, but does not serve plain text either");
            }

            if (DescribeCertificate(line.Certificate) is not { } certificate)
            {
                return RuleFinding.Fail("the sixth field of its handshake is not a DER certificate in base64");
            }

            if (!answers)
            {
                return RuleFinding.Fail($"TLS with {certificate}, but calls are not answered");
            }

            string? accepted = await AcceptedStrangerAsync(session, plugin, line.Certificate, cancellationToken)
                .ConfigureAwait(false);
            return accepted is null
                ? RuleFinding.Pass($"TLS with {certificate}; clients with another certificate or none are rejected")
                : RuleFinding.Fail($"TLS with {certificate}, but it also answered a client with {accepted}");
        }
    }

    private static async Task<string?> AcceptedStrangerAsync(
        ConformanceSession session,
        ObservedPlugin plugin,
        byte[] pluginCertificate,
        CancellationToken cancellationToken)
    {
        PluginAddress address = plugin.Connector!.Address;
        TimeProvider time = session.Options.Plugin.TimeProvider;
        using var wrong = new PluginConnector(
            address, OneTimeCertificate.Create(time.GetUtcNow()), pluginCertificate, time);
        using PluginChannel withWrong = plugin.OpenAnother(wrong);
        if (await AnswersAsync(plugin, withWrong, cancellationToken).ConfigureAwait(false))
        {
            return "a certificate that is not the host's";
        }

        using var none = new PluginConnector(address, hostCertificate: null, pluginCertificate, time);
        using PluginChannel withNone = plugin.OpenAnother(none);
        return await AnswersAsync(plugin, withNone, cancellationToken).ConfigureAwait(false)
            ? "no certificate"
            : null;
    }

    private static async Task<bool> AnswersAsync(
        ObservedPlugin plugin, PluginChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await plugin.ProbeAsync(channel, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CallException)
        {
            return false;
        }
    }

    private static string? DescribeCertificate(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return $"a certificate of {der.Length} bytes for {SafeText.Truncate(certificate.Subject)}";
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
