[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSUseUsingScopeModifierInNewRunspaces', '', Justification = 'A variable of the environment is every runspace''s.')]
param()

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # Two approved workspaces side by side, and the folder that holds them.
    function New-Pair {
        foreach ($name in 'shop', 'blog') {
            $workspace = New-ApprovedWorkspace $name
            $null = New-Item sub -ItemType Directory
            Set-Variable $name $workspace -Scope 1
        }

        Set-Location $TestDrive
    }

    # Runs a script in a runspace of its own that has the auto environment, and hands out what it wrote.
    function Invoke-AutoShell([string] $Script) {
        $shell = [powershell]::Create().AddScript(
            "Import-Module '$ModuleManifest'; Set-Location '$TestDrive'; Enable-P5AutoEnvironment; $Script; " +
            "Disable-P5AutoEnvironment")
        try {
            [pscustomobject]@{
                Output  = @($shell.Invoke())
                Warning = @($shell.Streams.Warning | ForEach-Object Message)
                Error   = @($shell.Streams.Error)
            }
        }
        finally {
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }
}

AfterAll {
    Restore-Session
}

Describe 'The auto environment' {
    BeforeEach {
        $env:PULUMI_STACK = 'dev'
        New-Pair
    }

    AfterEach {
        Reset-AutoEnvironment
    }

    It 'applies on the way in and restores on the way out, by <Way>' -ForEach @(
        @{ Way = 'Set-Location'; In = { Set-Location $args[0] }; Out = { Set-Location .. } }
        @{ Way = 'Push-Location and Pop-Location'; In = { Push-Location $args[0] }; Out = { Pop-Location } }
        @{ Way = 'Set-Location -'; In = { Set-Location $args[0] }; Out = { Set-Location - } }
    ) {
        Enable-P5AutoEnvironment

        . $In $shop
        $env:WHO | Should -Be 'shop'
        $env:P5_STACK | Should -Be 'dev'
        . $Out

        Test-Path Env:WHO | Should -BeFalse
        Test-Path Env:P5_STACK | Should -BeFalse
    }

    It 'goes from workspace to workspace' {
        Enable-P5AutoEnvironment

        $seen = foreach ($place in $shop, $blog, "$shop/sub", $TestDrive, $blog) { Set-Location $place; "$env:WHO" }

        $seen | Should -Be 'shop', 'blog', 'shop', '', 'blog'
    }

    It 'stays while the location is a drive of another kind, as native commands still run in the folder' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        Set-Location Env:
        $env:WHO | Should -Be 'shop'
        Set-Location $TestDrive

        Test-Path Env:WHO | Should -BeFalse
    }

    It 'leaves the prompt alone' {
        $prompt = (Get-Command prompt).ScriptBlock

        Enable-P5AutoEnvironment

        [object]::ReferenceEquals((Get-Command prompt).ScriptBlock, $prompt) | Should -BeTrue
    }

    It 'warns once of a workspace that is not approved, and starts no plugin' {
        $strange = New-Workspace -Toml (Get-PluginToml recorder $Recorder)
        $run = Invoke-AutoShell ("Set-Location '$strange'; Set-Location ..; Set-Location '$strange'; " +
            '(Get-P5Plugin).State; Get-P5Credential recorde[r]')

        $run.Warning | Should -HaveCount 1
        $run.Warning | Should -BeLike "P5.WorkspaceNotApproved: $strange is not approved*Approve-P5Workspace*"
        $run.Output | Should -Be 'Stopped'
        $run.Error | Should -BeNullOrEmpty
    }

    It 'runs no command of the builtin plugin env in a workspace that is not approved' {
        $strange =
            New-Workspace -Toml "[plugins.env.config]`ntype = 'exec'`ncmd = 'dotnet'`nargs = ['new', 'gitignore']"

        $run = Invoke-AutoShell "Set-Location '$strange'"

        $run.Warning | Should -HaveCount 1
        Join-Path $strange '.gitignore' | Should -Not -Exist
    }

    It 'makes a warning of a plugin that fails, and applies what the others gave' {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ WHO = 'half' }),
            (Get-PluginToml recorder $Recorder -Config @{ fail = 'no login today' })
        $null = Approve-P5Workspace

        $run =
            Invoke-AutoShell "Set-Location '$workspace'; Set-Location '$workspace'; `"`$PWD `$env:WHO`"; `$Error.Count"

        $run.Warning | Should -HaveCount 1
        $run.Warning | Should -BeLike 'P5.AuthenticationFailed: *no login today*'
        $run.Output | Should -Be "$workspace half", 0
    }

    It 'shows what a plugin asks of the user, even if no stream is redirected' {
        $workspace = New-Workspace -Toml (
            Get-PluginToml recorder $Recorder -Config @{ print = 'Enter the code ABCD'; 'env.WHO' = 'asked' })
        $null = Approve-P5Workspace

        $text = Invoke-FreshPwsh {
            Import-Module $args[0]
            Enable-P5AutoEnvironment
            Set-Location $args[1]
            Set-Location ..
            # Log and answer travel apart: what came later is shown by the next call.
            $null = Invoke-P5Authenticate -Path $args[1] -Force
        } $ModuleManifest, $workspace

        $text | Should -Contain 'recorder: Enter the code ABCD'
    }

    It 'lets Ctrl+C end the authentication; the location has changed, nothing is applied' {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        try {
            $workspace = New-Workspace -Toml (
                Get-PluginToml recorder $Recorder -Config @{ gate = "$($gate.LocalEndpoint.Port)"; 'env.WHO' = 'late' })
            $null = Approve-P5Workspace
            $shell = [powershell]::Create().AddScript("Import-Module '$ModuleManifest'; Set-Location '$TestDrive'; " +
                "Enable-P5AutoEnvironment; Set-Location '$workspace'")
            $null = $shell.BeginInvoke()
            $visitor = $gate.AcceptTcpClientAsync()
            Wait-Until { $visitor.IsCompleted }

            $shell.Stop()

            $next = [powershell]::Create()
            $next.Runspace = $shell.Runspace
            $seen = $next.AddScript('"$PWD"; "$env:WHO"; Get-P5Environment; Set-Location .; "$env:WHO"; ' +
                'Disable-P5AutoEnvironment').Invoke()
            $seen | Should -Be $workspace, '', ''
            $gate.Pending() | Should -BeFalse
        }
        finally {
            $shell.Runspace.Dispose()
            $gate.Stop()
        }
    }

    It 'lets what is set by hand stand until the workspace is left' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        Set-P5Environment -Stack prod
        Set-Location sub
        $environment = Get-P5Environment

        $environment.Stack | Should -Be 'prod'
        $environment.IsAutomatic | Should -BeFalse
        Set-Location $TestDrive
        Get-P5Environment | Should -BeNullOrEmpty
    }

    It 'leaves a block alone whose location changes, and follows when the block has ended' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        $inside = Use-P5Environment -Stack prod { Set-Location $blog; $env:WHO; $env:P5_STACK }

        $inside | Should -Be 'shop', 'prod'
        $env:WHO | Should -Be 'blog'
        $env:P5_STACK | Should -Be 'dev'
    }

    It 'restores after a block that left the workspace and failed' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        { Use-P5Environment -Stack prod { Set-Location $TestDrive; throw 'no' } } | Should -Throw 'no'

        Test-Path Env:WHO | Should -BeFalse
    }

    It 'is one runspace''s at a time, and free when that one is closed' {
        $shell = [powershell]::Create().AddScript("Import-Module '$ModuleManifest'; Enable-P5AutoEnvironment")
        $null = $shell.Invoke()

        { Enable-P5AutoEnvironment } | Should -Throw -ErrorId 'P5.EnvironmentInUse,*'
        $shell.Runspace.Dispose()

        Enable-P5AutoEnvironment
        Set-Location $shop
        $env:WHO | Should -Be 'shop'
    }

    It 'leaves parallel runspaces alone' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        $seen = 1..4 | ForEach-Object -Parallel { Set-Location ..; $env:WHO } -ThrottleLimit 4

        $seen | Should -Be 'shop', 'shop', 'shop', 'shop'
        $env:WHO | Should -Be 'shop'
    }

    It 'goes with the module' {
        Enable-P5AutoEnvironment
        Set-Location $shop

        Remove-Module P5

        Test-Path Env:WHO | Should -BeFalse
        Get-LocationHandler | Should -BeNullOrEmpty
        Import-Module $ModuleManifest
    }

    It 'works under strict mode and if errors stop' {
        $strict = 'Set-StrictMode -Version Latest; $ErrorActionPreference = "Stop"'
        $run = Invoke-AutoShell "$strict; Set-Location '$shop'; `$env:WHO"

        $run.Output | Should -Be 'shop'
        $run.Error | Should -BeNullOrEmpty
    }

    It 'says what it does with -Verbose' {
        Set-Location $shop

        $verbose = Enable-P5AutoEnvironment -Verbose 4>&1

        $verbose.Message | Should -Contain "Applying stack 'dev' of $shop."
    }
}
