BeforeDiscovery {
    # What changes a terminal: a bell, a backspace, a line that looks like a message, the C1 form of an escape, delete,
    # a change of direction, characters without a width, Unicode's line ends, an escape. Brackets would be wildcards.
    $Hostile = "x`a`b`r`nerror forged`u{9b}2J`u{7f}`u{202e}ltr`u{2066}`u{200b}`u{feff}`u{2028}`u{85}`ec"
    $Quoted = "`"$([System.Text.Encodings.Web.JavaScriptEncoder]::Default.Encode($Hostile))`""

    # One case an id of docs/errors.md: a plugin's table, and what fails.
    $errorCases = @{
        'P5.WorkspaceNotFound' = @{ Script = { Set-Location -LiteralPath (New-HostileFolder); Get-P5Plugin } }
        'P5.StackNotSelected' = @{ Script = { Invoke-P5Authenticate $Hostile } }
        'P5.ConfigInvalid' = @{ Toml = "[plugins.$Quoted]`ncmd = 1" }
        'P5.PluginNotFound' = @{ Toml = "[plugins.$Quoted]" }
        'P5.PluginNotRunning' = @{ Script = { Stop-P5Plugin $Hostile } }
        'P5.PluginStartFailed' = @{ Mode = 'exit-before-handshake' }
        'P5.PluginHandshakeInvalid' = @{ Toml = "[plugins.$Quoted]`ncmd = './run'" }
        'P5.PluginProtocolUnsupported' = @{ Mode = 'wrong-app-version' }
        'P5.PluginChecksumMismatch' = @{ Mode = 'fine'; More = "sha256 = '$('0' * 64)'" }
        'P5.PluginStartTimeout' = @{ Mode = 'silent'; More = "start_timeout = '1s'" }
        'P5.PluginAttachFailed' = @{
            Mode   = 'fine'
            Script = {
                $env:P5_REATTACH_PLUGINS =
                    "{$Quoted`:{`"Protocol`":`"grpc`",`"Pid`":1,`"Addr`":{`"Network`":`"unix`",`"String`":`"/no`"}}}"
                try {
                    Invoke-P5Authenticate dev
                }
                finally {
                    Remove-Item Env:P5_REATTACH_PLUGINS
                }
            }
        }
        'P5.PluginCrashed' = @{ Mode = 'crash-in-call' }
        'P5.PluginTimeout' = @{ Mode = 'hang-in-call'; More = "timeout = '300ms'" }
        'P5.PluginRpcFailed' = @{ Config = "throw = $Quoted" }
        'P5.AuthenticationFailed' = @{ Config = "fail = $Quoted" }
        'P5.CredentialNotFound' = @{ Script = { Get-P5Credential $Hostile; Clear-P5Environment $Hostile } }
        'P5.RevocationFailed' = @{
            Script = {
                $server = Start-VaultServer -RevocationStatus 500
                try {
                    Set-Content p5.toml (Get-VaultToml $server $Quoted)
                    $null = Invoke-P5Authenticate dev
                    Clear-P5Credential -Revoke
                }
                finally {
                    Clear-P5Credential
                    Stop-VaultServer $server
                }
            }
        }
        'P5.ExportFailed' = @{
            Config = "'env.A' = '1'"
            Script = {
                $env:GITHUB_ENV = Join-Path $PWD.ProviderPath 'no/env'
                try {
                    Export-P5Environment dev GitHubActions
                }
                finally {
                    Remove-Item Env:GITHUB_ENV
                }
            }
        }
        'P5.EnvironmentInvalid' = @{ Toml = "[plugins.env.config.vars]`n`"a\u202eb`" = `"x\u0000`"" }
        'P5.ProjectNotCreated' = @{ Script = { New-P5Plugin $Hostile go } }
        'P5.WorkspaceNotApproved' = @{ Script = { Revoke-P5Workspace } }
        'P5.StateUnusable' = @{
            Script = {
                $saved = $env:XDG_STATE_HOME
                $env:XDG_STATE_HOME = New-HostileFolder
                $null = New-Item (Join-Path $env:XDG_STATE_HOME p5) -ItemType Directory
                chmod 777 (Join-Path $env:XDG_STATE_HOME p5)
                try {
                    Invoke-FreshPwsh {
                        Import-Module $args[0]
                        try { Approve-P5Workspace -ErrorAction Stop } catch { "$_"; $_.FullyQualifiedErrorId }
                    } $ModuleManifest
                }
                finally {
                    $env:XDG_STATE_HOME = $saved
                }
            }
        }
        'P5.StoreUnusable' = @{
            Script = {
                Invoke-InHostileState '{' { try { Get-P5CredentialStore } catch { "$_"; $_.FullyQualifiedErrorId } }
            }
        }
        'P5.SecretNotFound' = @{ Script = { Get-P5Secret $Hostile } }
        'P5.SecretNotAllowed' = @{
            Script = {
                Invoke-WithHostileSecret {
                    Set-Location (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory)
                    Set-Content p5.toml "[plugins.$Quoted]`nbuiltin = 'pulumi'`nconfig = { passphrase = 'secret:a' }"
                    Invoke-P5Authenticate dev
                }
            }
        }
        'P5.SecretInvalid' = @{ Script = { Set-P5Secret $Hostile -Value (ConvertTo-SecureString x -AsPlainText) } }
        'P5.SecretWouldBeLost' = @{ Script = { Invoke-WithHostileSecret { Disable-P5CredentialStore } } }
        'P5.EnvironmentInUse' = @{
            Config = "'env.A' = '1'"
            Script = {
                Use-P5Environment dev {
                    $shell = [powershell]::Create().AddScript({
                            param($Module)
                            Import-Module $Module
                            Clear-P5Environment
                        })
                    try {
                        $null = $shell.AddArgument($ModuleManifest).Invoke()
                        $shell.Streams.Error
                    }
                    finally {
                        $shell.Dispose()
                    }
                }
            }
        }
        'P5.ModuleIncomplete' = @{
            Script = {
                $copy = Join-Path (New-HostileFolder) P5
                Copy-Item (Split-Path $ModuleManifest) $copy -Recurse
                Remove-Item -LiteralPath (Join-Path $copy lib/P5.Host.dll)
                Invoke-FreshPwsh {
                    Import-Module (Join-Path $args[0] P5.psd1)
                    try { Get-P5Plugin } catch { "$_"; $_.FullyQualifiedErrorId }
                } $copy
            }
        }
        'P5.Unexpected' = @{
            # What the system says when it fails: no test can bring that about for a name of its choice.
            Script = {
                $module = (Get-Command Get-P5Plugin).ImplementingType.Assembly
                $find = $module.GetType('P5.PowerShell.SystemFailure').GetMethod('Find')
                Write-Error -ErrorRecord $find.Invoke($null, @([System.IO.IOException] "No space for $Hostile"))
            }
        }
    }
    $documented = Select-String '^\| `(P5\.\w+)` \|' $PSScriptRoot/../../../docs/errors.md |
        ForEach-Object { $_.Matches[0].Groups[1].Value }
    $errorIds = $documented | ForEach-Object { @{ Id = $_; Case = $errorCases[$_] } }

    # Each cmdlet, in a workspace whose plugin has that name, logs it and sets a variable.
    $calls = @{
        'Approve-P5Workspace' = { Approve-P5Workspace }
        'Clear-P5Credential' = { Invoke-P5Authenticate dev; Clear-P5Credential -Revoke -Verbose }
        'Clear-P5CredentialStore' = { $null = Invoke-P5Authenticate dev; Clear-P5CredentialStore -Verbose }
        'Clear-P5Environment' = { Set-P5Environment dev; Clear-P5Environment -PassThru }
        'Convert-P5Config' = { Convert-P5Config old; Convert-P5Config old | ForEach-Object Warnings }
        'Disable-P5AutoEnvironment' = { Enable-P5AutoEnvironment; Disable-P5AutoEnvironment -Verbose }
        'Disable-P5CredentialStore' = { Invoke-InHostileState $null { Disable-P5CredentialStore -Verbose } }
        'Enable-P5CredentialStore' = {
            Enable-P5CredentialStore KernelKeyring -Verbose
            $null = Invoke-P5Authenticate dev -Force -Verbose
            Get-P5CredentialStore
            Get-P5CredentialStore | ForEach-Object Credentials
            Disable-P5CredentialStore
        }
        'Enable-P5AutoEnvironment' = {
            $null = Approve-P5Workspace
            Enable-P5AutoEnvironment -Verbose
            Disable-P5AutoEnvironment
            Clear-P5Environment
            Add-Content p5.toml '# changed'
            Enable-P5AutoEnvironment -Verbose
            Disable-P5AutoEnvironment
        }
        'Export-P5Environment' = { Export-P5Environment dev -Verbose | Out-Null }
        'Get-P5Credential' = { $null = Invoke-P5Authenticate dev; Get-P5Credential; Get-P5Credential "no$Hostile*" }
        'Get-P5CredentialStore' = { Invoke-InHostileState $null { Get-P5CredentialStore } }
        'Get-P5Environment' = { Set-P5Environment dev; Get-P5Environment; Clear-P5Environment }
        'Get-P5Plugin' = { Get-P5Plugin -Verbose; Get-P5Plugin "no$Hostile*"; Get-P5Plugin "no$Hostile" }
        'Get-P5Secret' = { Invoke-WithHostileSecret { Get-P5Secret } }
        'Get-P5Workspace' = { Get-P5Workspace; $null = Approve-P5Workspace; Get-P5Workspace -Approved }
        'Invoke-P5Authenticate' = { Invoke-P5Authenticate dev -Force -Verbose -Debug }
        'Invoke-P5Command' = { Invoke-P5Command -Verbose dev $Hostile }
        'New-P5Plugin' = { New-P5Plugin my-vault go; New-P5Plugin my-vault go }
        'Remove-P5Secret' = { Invoke-WithHostileSecret { Remove-P5Secret $Hostile; Remove-P5Secret a -Verbose } }
        'Revoke-P5Workspace' = { $null = Approve-P5Workspace; Revoke-P5Workspace -Verbose; Revoke-P5Workspace }
        'Set-P5Environment' = { Set-P5Environment dev -PassThru -Verbose; Clear-P5Environment }
        'Set-P5Secret' = { Invoke-WithHostileSecret { } }
        'Stop-P5Plugin' = { $null = Invoke-P5Authenticate dev; Stop-P5Plugin -Verbose; Stop-P5Plugin "no$Hostile" }
        'Test-P5Config' = { Test-P5Config -Recurse; Test-P5Config $Hostile; Test-P5Config -LiteralPath "no$Hostile" }
        'Test-P5CredentialStore' = { Invoke-InHostileState '{' { Test-P5CredentialStore } }
        'Test-P5Plugin' = { Test-P5Plugin ./run; Test-P5Plugin $Recorder -Config @{ fail = $Hostile } -Verbose }
        'Use-P5Environment' = { Use-P5Environment dev { } -Verbose }
    }
    $cmdlets = & (Join-Path $PSScriptRoot ../Get-ModuleCmdlet.ps1) |
        ForEach-Object { @{ Cmdlet = $_; Script = $calls[$_] } }
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    $Hostile = "x`a`b`r`nerror forged`u{9b}2J`u{7f}`u{202e}ltr`u{2066}`u{200b}`u{feff}`u{2028}`u{85}`ec"
    $Quoted = "`"$([System.Text.Encodings.Web.JavaScriptEncoder]::Default.Encode($Hostile))`""
    $Rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    function New-HostileFolder {
        $folder = Join-Path (Get-PSDrive TestDrive).Root ([guid]::NewGuid().ToString('n')) $Hostile
        [System.IO.Directory]::CreateDirectory($folder).FullName
    }

    # A workspace with this p5.toml; it is the location then.
    function New-HostileWorkspace([string] $Toml) {
        Set-Location -LiteralPath (New-HostileFolder)
        Set-Content p5.toml $Toml
        Set-Content Pulumi.yaml "name: $Quoted"
        Set-Content Pulumi.dev.yaml ''
        [System.IO.File]::WriteAllText((Join-Path $PWD.ProviderPath "Pulumi.$Hostile.yaml"), '')
        # On one line, which is taken for the handshake: others are for the user, and shown as they are.
        Set-Content run "#!/bin/sh`necho '$($Hostile -replace '[\r\n]')'"
        chmod +x run
        $null = New-Item old -ItemType Directory
        Set-Content old/p5.toml "[plugins.$Quoted]`nsource = $Quoted`n"
    }

    function Get-HostileToml([hashtable] $Case) {
        $Case['Toml'] ?? @(
            "[plugins.$Quoted]"
            "cmd = '$($Case['Mode'] ? $Faulty : $Recorder)'"
            "args = ['$($Case['Mode'])']"
            $Case['More']
            "config = { $($Case['Config']) }"
        ) -join "`n"
    }

    # Runs a script in a session whose credential store is in a folder with that name, and has this setting.
    function Invoke-InHostileState([string] $Setting, [scriptblock] $Script) {
        $saved = $env:XDG_STATE_HOME
        $env:XDG_STATE_HOME = New-HostileFolder
        try {
            if ($Setting) {
                $store = [System.IO.Directory]::CreateDirectory((Join-Path $env:XDG_STATE_HOME p5/store)).FullName
                [System.IO.File]::WriteAllText((Join-Path $store settings.json), $Setting)
            }

            Invoke-FreshPwsh ([scriptblock]::Create("Import-Module '$ModuleManifest'; & { $Script } *>&1"))
        }
        finally {
            $env:XDG_STATE_HOME = $saved
        }
    }

    # Runs a script with a secret 'a' for the location, which has that name.
    function Invoke-WithHostileSecret([scriptblock] $Script) {
        $null = Enable-P5CredentialStore KernelKeyring
        try {
            Set-P5Secret a -Value (ConvertTo-SecureString x -AsPlainText) -Verbose
            & $Script
        }
        finally {
            Disable-P5CredentialStore -Force
        }
    }

    # All that a script shows: each record, and what the views make of it.
    function Get-Shown([scriptblock] $Script) {
        $records = @(try { & $Script *>&1 } catch { $_ })
        foreach ($record in $records) {
            if ($record -is [System.Management.Automation.ErrorRecord]) {
                "$record"
                $record.ErrorDetails?.RecommendedAction
                $record.FullyQualifiedErrorId
                "$($record.CategoryInfo)"
            }

            $record | Out-String -Width 500
            $record | Format-List | Out-String -Width 500
        }
    }

    function Assert-Safe([string[]] $Text) {
        foreach ($part in $Text) {
            $part -replace "`r?`n" | Should -Not -Match '[\p{Cc}\p{Cf}\u2028\u2029]'
            $part | Should -Not -Match '(?m)^error forged'
        }
    }
}

AfterAll {
    $PSStyle.OutputRendering = $Rendering
    Restore-Session
}

Describe 'Names that change what a terminal shows' -Tag Hostile -Skip:$IsWindows {
    AfterEach {
        Reset-AutoEnvironment
    }

    It 'are escaped in <Id>' -ForEach $errorIds {
        $Case | Should -Not -BeNullOrEmpty -Because 'a new id needs a case'
        New-HostileWorkspace (Get-HostileToml $Case)

        $shown = @(Get-Shown ($Case['Script'] ?? { Invoke-P5Authenticate dev }))

        Assert-Safe $shown
        "$shown" | Should -Match ([regex]::Escape($Id))
        if ($Id -notin 'P5.EnvironmentInUse', 'P5.SecretWouldBeLost') {
            "$shown" | Should -Match '\\u(0007|202e)'
        }
    }

    It 'are escaped by <Cmdlet>' -ForEach $cmdlets {
        $Script | Should -Not -BeNullOrEmpty -Because 'a new cmdlet needs a case'
        New-HostileWorkspace (@(
                "[plugins.$Quoted]"
                "cmd = '$Recorder'"
                "config = { log = $Quoted, 'env.A' = '1' }"
                "$Quoted = 1"
            ) -join "`n")

        $shown = @(Get-Shown $Script)

        Assert-Safe $shown
        "$shown" | Should -Match '\\u0007'
    }

    It 'are escaped in what -WhatIf shows' {
        New-HostileWorkspace "[plugins.$Quoted]`ncmd = '$Recorder'`nconfig = { 'env.A' = '1' }"

        $lines = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location -LiteralPath $args[1]
            Approve-P5Workspace -WhatIf
            $null = Approve-P5Workspace
            Revoke-P5Workspace -WhatIf
            $env:GITHUB_ENV = Join-Path $args[1] env
            $null = Invoke-P5Authenticate dev
            Clear-P5Credential -WhatIf
            Set-P5Environment dev -WhatIf
            Set-P5Environment dev
            Clear-P5Environment -WhatIf
            Stop-P5Plugin -WhatIf
            Export-P5Environment dev GitHubActions -WhatIf
            $null = Convert-P5Config old -InPlace -WhatIf
            New-P5Plugin my-vault go -WhatIf
        } @($ModuleManifest, $PWD.ProviderPath)

        Assert-Safe $lines
        @($lines -match '^What if: ').Count | Should -BeGreaterOrEqual 8
        "$lines" | Should -Match '\\u0007'
    }

    It 'are escaped in progress' {
        New-HostileWorkspace "[plugins.$Quoted]`ncmd = '$Recorder'"
        $shell = [powershell]::Create().AddScript({
                param($Module, $Folder)
                Import-Module $Module
                Set-Location -LiteralPath $Folder
                $null = Convert-P5Config old
                $null = Test-P5Config -Recurse
            }).AddArgument($ModuleManifest).AddArgument($PWD.ProviderPath)
        try {
            $null = $shell.Invoke()
            $shown = @($shell.Streams.Progress | ForEach-Object {
                    $_.Activity, $_.StatusDescription, $_.CurrentOperation
                } | Where-Object Length -gt 0)

            Assert-Safe $shown
            "$shown" | Should -Match '\\u0007'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'are escaped in completions' {
        New-HostileWorkspace "[plugins.$Quoted]`ncmd = '$Recorder'"

        $line = 'Get-P5Plugin '
        $completions = @(
            (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object CompletionText -Match 'forged')

        $completions | Should -HaveCount 1
        Assert-Safe $completions.ListItemText, $completions.ToolTip
        $completions.ToolTip | Should -Match '\\u0007'
    }

    # One file with such a name in a workspace must not hide the others.
    It 'in the name of a stack file leave Get-P5Workspace and the other stacks as they are' {
        New-HostileWorkspace "[plugins.$Quoted]`ncmd = '$Recorder'"

        $workspace = Get-P5Workspace

        $workspace.Files.Name | Should -Contain 'Pulumi.dev.yaml'
        { Approve-P5Workspace } | Should -Not -Throw
        (Get-P5Workspace).State | Should -Be 'Approved'
        Complete 'Get-P5Plugin -Stack ' | Should -Contain 'dev'
    }
}
