using System.Security.Cryptography;
using Tmds.DBus.Protocol;

namespace P5.Host;

/// <summary>
/// An item of the desktop's Secret Service, in its default collection. The key is encrypted on the bus too. Only this
/// class and <see cref="SecretServiceConnection"/> use the library for D-Bus, so that nothing else loads it.
/// </summary>
internal sealed class SecretServiceVault : KeyVault
{
    /// <inheritdoc />
    public override Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            string? item = await connection.FindAsync(id).ConfigureAwait(false);
            return item is null ? null : await connection.ReadAsync(item).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc />
    public override Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await connection.WriteAsync(id, $"P5 credential store {id}", key).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public override Task RemoveAsync(string id, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            if (await connection.FindAsync(id).ConfigureAwait(false) is { } item)
            {
                await connection.RemoveAsync(item).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private static async Task<T> UseAsync<T>(
        Func<SecretServiceConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        string address = Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") is { Length: > 0 } given
            ? given
            : DBusAddress.Session ?? throw new KeyVaultException("this session has no D-Bus session bus");
        using var connection = new DBusConnection(address);
        try
        {
            await connection.ConnectAsync().ConfigureAwait(false);
            return await action(
                await SecretServiceConnection.OpenAsync(connection, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DBusExceptionBase or CryptographicException or IOException)
        {
            throw new KeyVaultException(exception is DBusErrorReplyException { ErrorName: ServiceUnknown }
                ? "no Secret Service is running on the session bus"
                : $"the Secret Service failed: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private const string ServiceUnknown = "org.freedesktop.DBus.Error.ServiceUnknown";
}
