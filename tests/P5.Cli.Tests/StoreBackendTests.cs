using System.Text;

namespace P5.Cli.Tests;

/// <summary>The backends of the credential store, with the real programs.</summary>
[Trait("Category", "Hostile")]
public sealed class StoreBackendTests
{
    // Two processes, of which the second has no plugin that it could call again: the process ids would differ.
    private const string TwoProcesses = """
        "$P5ENV" export --stack dev --format json >one
        "$P5ENV" export --stack dev --format json >two
        cmp one two
        """;

    private static readonly string[] s_keyring =
        ["dbus-run-session", "dbus-monitor", "gnome-keyring-daemon", "secret-tool"];

    [Fact]
    public async Task SecretService_Unlocked_HasTheKeyAndShowsItToNoMonitor()
    {
        using var script = new BackendScript(s_keyring);

        RunResult result = await script.RunOnBusAsync($"""
            printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
            dbus-monitor --session --binary >bus &
            monitor=$!
            "$P5ENV" store enable --backend SecretService
            {TwoProcesses}
            id=$(sed 's/.*"Id":"\([0-9a-f]*\)".*/\1/' state/p5/store/settings.json)
            secret-tool lookup p5-credential-store "$id" >key
            "$P5ENV" store test
            kill "$monitor"
            "$P5ENV" store disable
            ! secret-tool lookup p5-credential-store "$id"
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("SecretService (selected): works");
        script.StoreFiles.ShouldBeEmpty();
        byte[] key = script.Read("key");
        byte[] bus = script.Read("bus");
        key.Length.ShouldBe(32);
        bus.AsSpan().IndexOf("p5-credential-store"u8).ShouldBeGreaterThan(0, "else the hunt looks in the wrong place");
        bus.AsSpan().IndexOf(key).ShouldBe(-1);
        bus.AsSpan().IndexOf("hunter2"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task SecretService_Locked_IsRefusedAndNothingIsStored()
    {
        using var script = new BackendScript(s_keyring);

        RunResult result = await script.RunOnBusAsync("""
            printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
            printf x | secret-tool store --label x x x
            dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
                org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login
            ! "$P5ENV" store enable --backend SecretService
            "$P5ENV" store status
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("The credential store cannot use SecretService: it is locked");
        result.Error.ShouldContain("KernelKeyring: ");
        result.Error.ShouldContain("Passphrase: works");
        result.Output.Trim().ShouldEndWith("off");
        script.StoreFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecretService_LockedAfterItWasChosen_IsAWarningAndALogin()
    {
        using var script = new BackendScript(s_keyring);

        RunResult result = await script.RunOnBusAsync("""
            printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
            "$P5ENV" store enable --backend SecretService
            dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
                org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login
            "$P5ENV" export --stack dev
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("warning: The credential store cannot use SecretService: it is locked");
        result.Output.ShouldContain(BackendScript.Secret);
    }

    [Fact]
    public async Task SecretService_NotInstalled_IsRefused()
    {
        using var script = new BackendScript(s_keyring);

        // A bus that starts no services.
        RunResult result = await script.RunOnBusAsync("! \"$P5ENV\" store enable --backend SecretService", """
            <busconfig>
              <type>session</type>
              <listen>unix:tmpdir=/tmp</listen>
              <policy context="default">
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
              </policy>
            </busconfig>
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("no Secret Service is running on the session bus");
    }

    [Fact]
    public async Task SecretService_NoBus_IsRefused()
    {
        using var script = new BackendScript();

        RunResult result = await script.RunAsync("\"$P5ENV\" store enable --backend SecretService");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("cannot use SecretService: ");
    }

    [Fact]
    public async Task Pass_WithAKeyOfGnuPG_HasTheKey()
    {
        using var script = new BackendScript("pass", "gpg", "gpgconf");

        RunResult result = await script.RunAsync($"""
            mkdir -m 700 home/.gnupg
            trap 'gpgconf --kill all' EXIT
            gpg --batch --quiet --passphrase '' --quick-generate-key p5test ed25519 sign never
            print=$(gpg --list-keys --with-colons | sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -n 1)
            gpg --batch --quiet --passphrase '' --quick-add-key "$print" cv25519 encr never
            pass init p5test >/dev/null
            "$P5ENV" store enable --backend Pass
            {TwoProcesses}
            pass ls p5
            "$P5ENV" store test
            "$P5ENV" store disable
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("Pass (selected): works");
        result.Output.ShouldNotContain(BackendScript.Secret);
        script.StoreFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pass_NotInitialized_SaysWhatItLacks()
    {
        using var script = new BackendScript("pass");

        RunResult result = await script.RunAsync("\"$P5ENV\" store enable --backend Pass");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("pass init");
    }

    [Fact]
    public async Task KernelKeyring_KeyIsGone_IsReplaced()
    {
        using var script = new BackendScript("keyctl");

        RunResult result = await script.RunAsync($"""
            "$P5ENV" store enable --backend KernelKeyring || exit 77
            {TwoProcesses}
            id=$(sed 's/.*"Id":"\([0-9a-f]*\)".*/\1/' state/p5/store/settings.json)
            keyctl link @u @s
            keyctl unlink "$(keyctl search @u user "p5:$id")" @u
            "$P5ENV" export --stack dev --format json >three
            "$P5ENV" export --stack dev --format json >four
            cmp three four
            if cmp one three; then exit 1; fi
            "$P5ENV" store status >status
            "$P5ENV" store disable
            ! keyctl search @u user "p5:$id"
            """);

        Assert.SkipWhen(result.ExitCode == 77, $"The kernel's keyring cannot be used here: {result.Error}");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("warning:");
        Encoding.UTF8.GetString(script.Read("one")).ShouldContain(BackendScript.Secret);
        Encoding.UTF8.GetString(script.Read("status")).Split("\nsso, ").Length.ShouldBe(2, "one is listed");
    }

    [Fact]
    public async Task KernelKeyring_SecretOfTheUser_IsUsedAndNeverLostSilently()
    {
        using var script = new BackendScript("keyctl");

        RunResult result = await script.RunAsync("""
            "$P5ENV" store enable --backend KernelKeyring || exit 77
            echo hunter2-mine | "$P5ENV" secret set shop/dev 2>location || true
            echo hunter2-mine | "$P5ENV" secret set shop/dev --path . 2>warning
            mkdir other
            echo hunter2-other | "$P5ENV" secret set shop/dev --path other 2>other/error || true
            "$P5ENV" secret list
            printf '[plugins.pulumi.config]\npassphrase = "secret:shop/dev"\n' >p5.toml
            "$P5ENV" exec --stack dev -- sh -c '[ "$PULUMI_CONFIG_PASSPHRASE" = hunter2-mine ]'
            "$P5ENV" store disable 2>disable || true
            id=$(sed 's/.*"Id":"\([0-9a-f]*\)".*/\1/' state/p5/store/settings.json)
            keyctl link @u @s
            keyctl unlink "$(keyctl search @u user "p5:$id")" @u
            "$P5ENV" export --stack dev 2>restart || true
            "$P5ENV" secret remove shop/dev
            "$P5ENV" secret remove shop/dev 2>removed || true
            "$P5ENV" store disable
            """);

        Assert.SkipWhen(result.ExitCode == 77, $"The kernel's keyring cannot be used here: {result.Error}");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldMatch("\nshop/dev, /[^,]+, \\d{4}-");
        result.Output.ShouldNotContain("hunter2");
        Read("location").ShouldContain("could be used by every repository in your home folder");
        Read("warning").ShouldContain("empty after a restart");
        Read("other/error").ShouldContain("and would be replaced by one for ");
        Read("disable").ShouldContain("would remove your secrets shop/dev. Nothing was changed.");
        Read("restart").ShouldContain("the key that encrypts it is no longer in use");
        Read("removed").ShouldContain("has no secret 'shop/dev'");

        string Read(string name) => Encoding.UTF8.GetString(script.Read(name));
    }

    [Fact]
    public async Task Secret_RemoveWithWildcards_RemovesThoseThatMatch()
    {
        using var script = new BackendScript("keyctl");

        RunResult result = await script.RunAsync("""
            "$P5ENV" store enable --backend KernelKeyring || exit 77
            for name in shop/dev shop/prod other; do
                echo hunter2 | "$P5ENV" secret set "$name" --path . 2>/dev/null
            done
            "$P5ENV" secret remove 'none*'
            "$P5ENV" secret remove 'SHOP/*'
            "$P5ENV" secret list
            "$P5ENV" secret remove nope 2>nope || true
            "$P5ENV" secret remove othr 2>near || true
            "$P5ENV" store disable --force
            """);

        Assert.SkipWhen(result.ExitCode == 77, $"The kernel's keyring cannot be used here: {result.Error}");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Split('\n').Count(line => line.Contains(", /")).ShouldBe(5, "3 are set, and 1 is listed");
        result.Output.TrimEnd().Split('\n')[^1].ShouldStartWith("other, ");
        Encoding.UTF8.GetString(script.Read("nope")).ShouldContain("has no secret 'nope'. It has other.");
        Encoding.UTF8.GetString(script.Read("near")).ShouldContain("has no secret 'othr'. Did you mean other?");
    }

    // The home folder is a repository of the user's own, as for dotfiles.
    [Fact]
    public async Task Pulumi_HomeBelowAHomeFolderThatIsARepository_IsUsed()
    {
        using var script = new BackendScript();

        RunResult result = await script.RunAsync("""
            mkdir -p home/.git home/src/shop/.git home/loose
            printf '[plugins.pulumi.config]\nhome = "~/.pulumi-acme"\n' >home/src/shop/p5.toml
            cp home/src/shop/p5.toml home/loose
            for workspace in src/shop loose; do
                "$P5ENV" exec --stack dev --path "home/$workspace" -- sh -c 'echo "$PULUMI_HOME"' 2>/dev/null
            done
            printf '[plugins.pulumi.config]\nhome = "~/src/shop/.pulumi"\n' >home/loose/p5.toml
            "$P5ENV" exec --stack dev --path home/loose -- true 2>error || true
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Trim().Split('\n').ShouldAllBe(line => line.EndsWith("/home/.pulumi-acme"));
        Encoding.UTF8.GetString(script.Read("error")).ShouldContain("home must be a folder outside of ");
    }

    // Else each folder that is entered would have a store, or a setting for one.
    [Theory]
    [InlineData("HOME=home XDG_STATE_HOME=")]
    [InlineData("HOME=. XDG_STATE_HOME=relative")]
    public async Task Enable_HomeIsARelativePath_IsRefused(string variables)
    {
        using var script = new BackendScript();

        RunResult result = await script.RunAsync($"""
            {variables} "$P5ENV" store enable --backend Passphrase 2>error || true
            ! test -e home/.local
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        Encoding.UTF8.GetString(script.Read("error")).ShouldContain("not a full path");
    }

    [Fact]
    public async Task Disk_Full_IsAWarningAndALogin()
    {
        RunResult result = await RunOnOwnDiskAsync("""
            dd if=/dev/zero of=state/fill bs=1k 2>/dev/null || true
            "$P5ENV" export --stack dev >one
            grep hunter2 one
            rm state/fill
            "$P5ENV" export --stack dev >two 2>later
            "$P5ENV" export --stack dev >three 2>>later
            cmp two three
            if grep warning: later; then exit 1; fi
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.Split("warning: ").Length.ShouldBe(2, $"one warning: {result.Error}");
        result.Error.ShouldContain("warning: The credential store in ");
    }

    [Fact]
    public async Task Disk_ReadOnly_UsesWhatIsStoredAndLogsInOtherwise()
    {
        RunResult result = await RunOnOwnDiskAsync("""
            "$P5ENV" export --stack dev >one
            mount -o remount,ro state
            "$P5ENV" export --stack dev >two
            cmp one two
            "$P5ENV" export --stack prod >three
            grep hunter2 three
            mount -o remount,rw state
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.Split("warning: ").Length.ShouldBe(2, $"one warning: {result.Error}");
        result.Error.ShouldContain("Read-only file system");
    }

    [Fact]
    public async Task Passphrase_NoTerminal_SaysWhatToDo()
    {
        using var script = new BackendScript();

        RunResult result = await script.RunAsync("\"$P5ENV\" store enable --backend Passphrase");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("this session is not interactive");
    }

    /// <summary>Runs lines whose store is on a small disk of its own, and on.</summary>
    private static async Task<RunResult> RunOnOwnDiskAsync(string lines)
    {
        using var script = new BackendScript("unshare", "mount", "dd");
        RunResult result = await script.RunAsync($"""
            mkdir state
            unshare --mount true || exit 77
            exec unshare --mount sh -euc '
                mount -t tmpfs -o size=64k none state || exit 77
                "$P5ENV" store enable --backend KernelKeyring || exit 77
                trap "\"$P5ENV\" store disable" EXIT
                eval "$1"' sh '{lines}'
            """);
        Assert.SkipWhen(result.ExitCode == 77, $"There is no disk or no keyring for the test: {result.Error}");
        return result;
    }
}
