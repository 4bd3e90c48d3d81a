using System.CommandLine;
using System.CommandLine.Parsing;
using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env store</c>: the user's credential store.</summary>
internal sealed class StoreCommand : Command
{
    public StoreCommand(Interruption interruption)
        : base("store", "Turns the credential store on or off, and shows or removes what it has.")
    {
        Add(new StatusCommand(interruption));
        Add(new EnableCommand(interruption));
        Add(new TestCommand(interruption));
        Add(new ClearCommand(interruption));
        Add(new DisableCommand(interruption));
    }

    private abstract class StoreActionCommand : P5Command
    {
        protected StoreActionCommand(
            string name, string description, Interruption interruption, params Option[] options)
            : base(name, description, interruption)
        {
            Array.ForEach(options, Options.Add);
            AddCommonOptions();
        }

        protected override async Task<int> RunAsync(
            ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            await using var host = new P5Host();
            return await RunAsync(host, parsed, report, cancellationToken);
        }

        /// <param name="host">Has the store.</param>
        /// <param name="parsed">The options.</param>
        /// <param name="report">Takes errors that do not end the command.</param>
        /// <param name="cancellationToken">Ends the command.</param>
        protected abstract Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken);

        protected static void WriteStatus(CredentialStore store, TextWriter output) => output.WriteLine(
            store.Backend is { } backend ? $"on, {backend}, {SafeText.Whole(store.Directory)}" : "off");
    }

    private sealed class StatusCommand(Interruption interruption) : StoreActionCommand(
        "status", "Prints whether the store is on, its backend, its folder and what it has.", interruption)
    {
        protected override Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            WriteStatus(host.Store, output);
            foreach (StoredItem stored in host.Store.List())
            {
                string expiry = stored.ExpiresAt is { } time
                    ? $"until {time.LocalDateTime:yyyy-MM-dd HH:mm:ss}"
                    : "until it is removed";
                string kind = stored.Name.Length > 0 ? $"{stored.Kind}, " : "";
                output.WriteLine(SafeText.Whole(
                    $"{stored.Plugin}, {kind}stack {stored.Stack}, {stored.Workspace.Repository}, {expiry}"));
            }

            return Task.FromResult(ExitCodes.Success);
        }
    }

    private sealed class EnableCommand : StoreActionCommand
    {
        private readonly Option<StoreBackend?> _backend;

        public EnableCommand(Interruption interruption)
            : this(interruption, new("--backend", "-b")
            {
                Description = "Where the key is. Default: the system's own store.",
                HelpName = string.Join('|', CredentialStore.Backends),
            })
        {
        }

        private EnableCommand(Interruption interruption, Option<StoreBackend?> backend)
            : base(
                "enable",
                "Turns the store on, after a test of the backend. Another backend removes the credentials.",
                interruption,
                backend)
        {
            _backend = backend;
            _backend.CustomParser = argument => Parse(argument);
        }

        private static StoreBackend? Parse(ArgumentResult argument)
        {
            try
            {
                return CredentialStore.FindBackend(argument.Tokens[0].Value);
            }
            catch (P5Exception exception)
            {
                argument.AddError(exception.Message);
                return null;
            }
        }

        protected override async Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            await host.Store.EnableAsync(parsed.GetValue(_backend), TerminalSecret.AskAsync, cancellationToken);
            WriteStatus(host.Store, parsed.InvocationConfiguration.Output);
            return ExitCodes.Success;
        }
    }

    private sealed class TestCommand(Interruption interruption) : StoreActionCommand(
        "test", "Tries each backend of this system. Exits with 1 if that of the store does not work.", interruption)
    {
        protected override async Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            bool failed = false;
            await foreach (StoreCheck check in host.Store.TestAsync(
                CredentialStore.Backends, TerminalSecret.AskAsync, cancellationToken))
            {
                failed |= check is { IsSelected: true, Problem: not null };
                parsed.InvocationConfiguration.Output.WriteLine(SafeText.Whole(
                    $"{check.Backend}{(check.IsSelected ? " (selected)" : "")}: {check.Problem ?? "works"}"));
            }

            return failed ? FailureCode : ExitCodes.Success;
        }
    }

    private sealed class ClearCommand : StoreActionCommand
    {
        private readonly Option<bool> _revoke;

        public ClearCommand(Interruption interruption)
            : this(interruption, new("--revoke")
            {
                Description = "End them at their sources first. Those of a plugin with one that cannot be ended stay.",
                Arity = ArgumentArity.Zero,
            })
        {
        }

        private ClearCommand(Interruption interruption, Option<bool> revoke)
            : base(
                "clear",
                "Removes all stored credentials. The store stays on, with your secrets.",
                interruption,
                revoke) =>
            _revoke = revoke;

        protected override async Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            if (parsed.GetValue(_revoke) && !await RevokeAsync(host, report, cancellationToken))
            {
                return FailureCode;
            }

            host.Store.Clear();
            return ExitCodes.Success;
        }

        /// <returns>Whether all were ended that can be.</returns>
        private static async Task<bool> RevokeAsync(P5Host host, Report report, CancellationToken cancellationToken)
        {
            bool isComplete = true;
            foreach (string plugin in host.Store.List().Concat(host.Store.ListLeases())
                .Select(stored => stored.Plugin)
                .Distinct())
            {
                Revocation revocation = await host.RevokeAsync(
                    plugin, stackName: null, TerminalSecret.AskAsync, cancellationToken);
                foreach (string ended in revocation.Revoked)
                {
                    report.Verbose($"{plugin}: ended {ended}");
                }

                foreach (P5Exception error in revocation.Errors)
                {
                    isComplete = false;
                    report.Error(error);
                }

                if (revocation is { Revoked.Count: 0, Errors.Count: 0 })
                {
                    report.Warning($"{plugin}: removed without a revocation. {Revocation.WhatHasNone}");
                }
            }

            return isComplete;
        }
    }

    private sealed class DisableCommand : StoreActionCommand
    {
        private readonly Option<bool> _force;

        public DisableCommand(Interruption interruption)
            : this(interruption, new("--force")
            {
                Description = "Remove your secrets too. Without it, the store stays on if it has any.",
                Arity = ArgumentArity.Zero,
            })
        {
        }

        private DisableCommand(Interruption interruption, Option<bool> force)
            : base("disable", "Turns the store off, and removes its credentials and its key.", interruption, force) =>
            _force = force;

        protected override async Task<int> RunAsync(
            P5Host host, ParseResult parsed, Report report, CancellationToken cancellationToken)
        {
            await host.Store.DisableAsync(removeSecrets: parsed.GetValue(_force), cancellationToken);
            return ExitCodes.Success;
        }
    }
}
