using System.CommandLine;
using System.IO.Enumeration;
using System.Text;
using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env secret</c>: the user's secrets in the credential store.</summary>
internal sealed class SecretCommand : Command
{
    private static readonly UTF8Encoding s_utf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public SecretCommand(Interruption interruption)
        : base("secret", "Stores, lists or removes your secrets in the credential store, which configurations name.")
    {
        Add(new SetCommand(interruption));
        Add(new ListCommand(interruption));
        Add(new RemoveCommand(interruption));
    }

    private abstract class SecretActionCommand : P5Command
    {
        private readonly Argument<string>? _name;

        protected SecretActionCommand(
            string name, string description, Interruption interruption, bool hasName, params Option[] options)
            : base(name, description, interruption)
        {
            if (hasName)
            {
                Arguments.Add(_name = new Argument<string>("name") { Description = "The name of the secret." });
            }

            Array.ForEach(options, Options.Add);
            AddCommonOptions();
        }

        protected string NameIn(ParseResult parsed) => parsed.GetRequiredValue(_name!);

        protected override async Task<int> RunAsync(
            ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            await using var host = new P5Host();
            await RunAsync(host.Store, parsed, report, cancellationToken);
            return ExitCodes.Success;
        }

        protected abstract Task RunAsync(
            CredentialStore store, ParseResult parsed, Report report, CancellationToken cancellationToken);

        protected static void Write(StoredSecret secret, ParseResult parsed)
        {
            string[] parts = [secret.Name, .. secret.Folders, $"{secret.SetAt.LocalDateTime:yyyy-MM-dd HH:mm:ss}"];
            parsed.InvocationConfiguration.Output.WriteLine(SafeText.Whole(string.Join(", ", parts)));
        }
    }

    private sealed class SetCommand : SecretActionCommand
    {
        private readonly Option<string[]> _path;
        private readonly Option<bool> _force;

        public SetCommand(Interruption interruption)
            : this(
                interruption,
                new("--path", "-p")
                {
                    Description =
                        "A folder whose workspaces may use it; repeatable. Default: this repository or folder.",
                    HelpName = "folder",
                },
                new("--force")
                {
                    Description = "Replace a secret of this name that is for other folders.",
                })
        {
        }

        private SetCommand(Interruption interruption, Option<string[]> path, Option<bool> force)
            : base(
                "set",
                "Stores a secret, which is asked for, or read from standard input.",
                interruption,
                hasName: true,
                path,
                force)
        {
            _path = path;
            _force = force;
        }

        protected override async Task RunAsync(
            CredentialStore store, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            string name = NameIn(parsed);
            string[] folders = parsed.GetValue(_path) is { Length: > 0 } paths
                ? [.. paths.Select(Path.GetFullPath)]
                : [UserSecrets.FolderOf(Environment.CurrentDirectory)];
            bool force = parsed.GetValue(_force);
            store.Secrets.CheckTarget(name, folders, force);
            string value = Console.IsInputRedirected
                ? await Task.Run(ReadInput, cancellationToken).WaitAsync(cancellationToken)
                : await TerminalSecret.AskAsync($"Value of secret {name}", cancellationToken) ?? throw CannotAsk();
            Write(
                await store.Secrets.SetAsync(name, value, folders, force, TerminalSecret.AskAsync, cancellationToken),
                parsed);
            if (store.Backend == StoreBackend.KernelKeyring)
            {
                report.Warning(
                    "the key of the credential store is in the kernel's keyring, which is empty after a restart of the "
                    + "machine: set the secret again then");
            }
        }
    }

    private static string ReadInput()
    {
        if (CallerState.IsClosed(0))
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                "The value cannot be read: standard input is closed.",
                "Write the value to standard input, or run the command in a terminal. Nothing was stored.");
        }

        // One byte more shows that it is too long, another one may be the line break at its end.
        byte[] bytes = new byte[UserSecrets.MaximumBytes + 2];
        using Stream input = Console.OpenStandardInput();
        int count = input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        try
        {
            string text = s_utf8.GetString(bytes.AsSpan(0, count));
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
                : text.EndsWith('\n') ? text[..^1]
                : text;
        }
        catch (DecoderFallbackException exception)
        {
            throw new P5Exception(
                ErrorIds.SecretInvalid,
                "The value on standard input is not valid UTF-8.",
                "Convert it. Nothing was stored.",
                exception);
        }
    }

    private static P5Exception CannotAsk() => new(
        ErrorIds.SecretInvalid,
        "The value cannot be asked for, because standard error is not a terminal.",
        "Do not redirect it, or write the value to standard input.");

    private sealed class ListCommand(Interruption interruption) : SecretActionCommand(
        "list", "Lists the secrets with the folders that they are for. Values are not shown.", interruption, false)
    {
        protected override Task RunAsync(
            CredentialStore store, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            foreach (StoredSecret secret in store.Secrets.List())
            {
                Write(secret, parsed);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class RemoveCommand(Interruption interruption) : SecretActionCommand(
        "remove", "Removes a secret, or all that match a name with the wildcards * and ?.", interruption, true)
    {
        protected override async Task RunAsync(
            CredentialStore store, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            string name = NameIn(parsed);
            if (!name.AsSpan().ContainsAny('*', '?'))
            {
                if (!await store.Secrets.RemoveAsync(name, cancellationToken))
                {
                    throw store.Secrets.NotFound(name);
                }

                return;
            }

            foreach (StoredSecret secret in store.Secrets.List()
                .Where(secret => FileSystemName.MatchesSimpleExpression(name, secret.Name)))
            {
                await store.Secrets.RemoveAsync(secret.Name, cancellationToken);
                report.Verbose($"removed {secret.Name}");
            }
        }
    }
}
