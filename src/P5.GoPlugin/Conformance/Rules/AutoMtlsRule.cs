using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>Offered AutoMTLS, a plugin either takes it in earnest or goes on in plain text, and says which.</summary>
internal sealed class AutoMtlsRule() : ConformanceRule(
    "AutoMtls",
    "Takes AutoMTLS, or leaves it",
    "Either serve TLS with the certificate of the handshake's sixth field, and take no client but the one with the certificate of PLUGIN_CLIENT_CERT; or leave the variable and the field alone and serve plain text.",
    AddressRule.RuleId)
{
    internal override async Task<RuleFinding> ExamineAsync(ConformanceSession session, CancellationToken cancellationToken)
    {
        ObservedPlugin plugin = ObservedPlugin.Start(session.Options.Plugin, session.Command, offersMtls: true);
        await using (plugin.ConfigureAwait(false))
        {
            HandshakeLine line = await plugin.ReadHandshakeAsync(cancellationToken).ConfigureAwait(false);
            await plugin.ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (line.Certificate is null)
            {
                return await CanTalkAsync(plugin, plugin.Channel, cancellationToken).ConfigureAwait(false)
                    ? RuleFinding.NotApplicable("it answered the offer without a certificate, and serves plain text as before")
                    : RuleFinding.Fail("it answered the offer without a certificate, and serves no plain text either");
            }

            if (DescribeCertificate(line.Certificate) is not { } certificate)
            {
                return RuleFinding.Fail("the sixth field of its handshake is no DER certificate in base64");
            }

            if (!await CanTalkAsync(plugin, plugin.Channel, cancellationToken).ConfigureAwait(false))
            {
                return RuleFinding.Fail($"TLS with {certificate}, but no call is answered there");
            }

            string? stranger = await AcceptedStrangerAsync(session, plugin, line.Certificate, cancellationToken).ConfigureAwait(false);
            return stranger is null
                ? RuleFinding.Pass($"TLS with {certificate}; clients with another certificate or none are refused")
                : RuleFinding.Fail($"TLS with {certificate}, but it also answered a client with {stranger}");
        }
    }

    private static async Task<string?> AcceptedStrangerAsync(
        ConformanceSession session, ObservedPlugin plugin, byte[] pluginCertificate, CancellationToken cancellationToken)
    {
        PluginAddress address = plugin.Connector!.Address;
        using var wrong = new PluginConnector(
            address, OneTimeCertificate.Create(session.Options.Plugin.TimeProvider), pluginCertificate);
        using PluginChannel withWrong = plugin.OpenAnother(wrong);
        if (await CanTalkAsync(plugin, withWrong, cancellationToken).ConfigureAwait(false))
        {
            return "a certificate that is not the host's";
        }

        using var none = new PluginConnector(address, hostCertificate: null, pluginCertificate);
        using PluginChannel withNone = plugin.OpenAnother(none);
        return await CanTalkAsync(plugin, withNone, cancellationToken).ConfigureAwait(false) ? "no certificate" : null;
    }

    private static async Task<bool> CanTalkAsync(ObservedPlugin plugin, PluginChannel channel, CancellationToken cancellationToken)
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
            return $"a certificate of {der.Length} bytes for {Printable.Shorten(certificate.Subject)}";
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
