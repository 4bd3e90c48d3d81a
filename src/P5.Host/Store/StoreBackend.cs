namespace P5.Host;

/// <summary>Where the key of the credential store is.</summary>
public enum StoreBackend
{
    /// <summary>Windows' data protection, with the user's logon.</summary>
    Dpapi,

    /// <summary>The login keychain of macOS.</summary>
    Keychain,

    /// <summary>The desktop's Secret Service, such as GNOME Keyring, KWallet or KeePassXC.</summary>
    SecretService,

    /// <summary>The user's keyring in the Linux kernel: in memory only, and empty after a restart.</summary>
    KernelKeyring,

    /// <summary><c>pass</c>, which encrypts with GnuPG.</summary>
    Pass,

    /// <summary>A file beside the credentials, encrypted with a passphrase that each session asks for once.</summary>
    Passphrase,
}
