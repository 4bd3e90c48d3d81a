BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # Runs a script whose plugin prints a prompt and then waits; hands out what was seen while it waited, and the shell.
    function Invoke-Prompted([string] $Script, [scriptblock] $WhileWaiting) {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        try {
            $workspace = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{
                    print = 'open the page and enter ABCD'
                    gate = "$($gate.LocalEndpoint.Port)"
                    'env.P5TEST_A' = '1'
                })
            $shell = New-Shell $workspace $Script
            $run = $shell.BeginInvoke()
            $visitor = $gate.AcceptTcpClientAsync()
            Wait-Until { $visitor.IsCompleted }
            & $WhileWaiting $shell
            $visitor.Result.GetStream().WriteByte(1)
            $null = $run.AsyncWaitHandle.WaitOne()
            $shell
        }
        finally {
            $gate.Stop()
        }
    }
}

AfterAll {
    Restore-Session
}

Describe 'A prompt of a plugin' {
    AfterEach {
        Clear-P5Environment
        Clear-P5Credential
    }

    It 'is shown at once, while the plugin still waits: <Script>' -ForEach @(
        @{ Script = 'Invoke-P5Authenticate dev' }
        @{ Script = 'Invoke-P5Authenticate dev | Set-P5Environment -PassThru | Out-String' }
        @{ Script = '$credentials = Invoke-P5Authenticate dev' }
        @{ Script = 'Set-P5Environment dev -InformationAction SilentlyContinue' }
        @{ Script = 'Invoke-P5Authenticate dev -InformationAction Continue | Set-P5Environment' }
        @{ Script = '$InformationPreference = "SilentlyContinue"; Use-P5Environment dev { }' }
        @{ Script = '$null = Export-P5Environment dev' }
    ) {
        $shell = Invoke-Prompted $Script {
            param($shell)
            Wait-Until { $shell.Streams.Information.Count }
            $shell.InvocationStateInfo.State | Should -Be 'Running'
        }

        "$($shell.Streams.Information)" | Should -Be 'recorder: open the page and enter ABCD'
        # So marked, the host shows it whatever the preference is, as it does with Write-Host.
        $shell.Streams.Information[0].Tags | Should -Contain 'PSHOST'
        $shell.HadErrors | Should -BeFalse
    }

    It 'is hidden if the stream is off: <Script>' -ForEach @(
        @{ Script = 'Invoke-P5Authenticate dev -InformationAction Ignore' }
        @{ Script = '$null = Invoke-P5Authenticate dev *>&1' }
    ) {
        $shell = Invoke-Prompted $Script { }

        $shell.Streams.Information | Should -BeNullOrEmpty
        $shell.HadErrors | Should -BeFalse
    }

    It 'is printed by the console whatever the preference is, and not with 6>$null' {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ print = 'open the page' })

        $lines = Invoke-FreshPwsh {
            Import-Module $args[0]
            $InformationPreference = 'SilentlyContinue'
            # What is printed just before the answer may come with the next call: of three calls the second shows one at
            # least.
            $null = 1..3 | ForEach-Object { Invoke-P5Authenticate dev -Force 6>$null }
            'not printed so far'
            $null = 1..3 | ForEach-Object { Invoke-P5Authenticate dev -Force }
        } $ModuleManifest

        $lines[0] | Should -Be 'not printed so far'
        $lines | Select-Object -Skip 1 | Should -Contain 'recorder: open the page'
    }

    It 'goes into -InformationVariable too' {
        $shell = Invoke-Prompted 'Invoke-P5Authenticate dev -InformationVariable seen | Out-Null; "$seen"' { }

        "$($shell.Streams.Information)" | Should -Be 'recorder: open the page and enter ABCD'
    }

    It 'ends the command with -InformationAction Stop, and the call with it' {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        try {
            $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{
                    print = 'open the page'; gate = "$($gate.LocalEndpoint.Port)" })

            { Invoke-P5Authenticate dev -InformationAction Stop 6>$null } |
                Should -Throw -ErrorId 'ActionPreferenceStop*'

            (Get-P5Plugin).State | Should -Be 'Stopped'
        }
        finally {
            $gate.Stop()
        }
    }
}

Describe '-Verbose' {
    It 'lists the files that were read, the plugin and how it was called, cache or call, and the time' {
        $workspace = New-Workspace -Toml (
            (Get-PluginToml recorder $Recorder -Config @{ ttl = '3600'; 'env.B' = '1'; 'env.A' = '1' }),
                '[plugins.kubernetes]')

        $first = (Get-Stream { Invoke-P5Authenticate dev -Verbose }).Verbose
        $again = (Get-Stream { Invoke-P5Authenticate dev -Verbose }).Verbose
        $forced = (Get-Stream { Invoke-P5Authenticate dev -Name recorder -Force -Verbose }).Verbose

        $files = 'p5.toml', 'Pulumi.yaml', 'Pulumi.dev.yaml' | ForEach-Object { Join-Path $workspace $_ }
        $first -like "Stack 'dev' of ${workspace}: read $($files -join ', ') in * ms." | Should -HaveCount 1
        $first | Should -Contain "Calling plugin 'recorder' (starting '$Recorder')."
        $first | Should -Contain "Calling plugin 'kubernetes' (built in)."
        $first -match "^Plugin 'recorder' returned A, B after \d+ ms; the credential expires in 59 min\.$" |
            Should -HaveCount 1
        $again | Should -Contain "Plugin 'recorder': using the cached credential, which expires in 59 min."
        $forced | Should -Contain "Calling plugin 'recorder' (process $((Get-P5Plugin recorder).ProcessId))."
    }

    It 'shows how long a plugin took that failed' {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ fail = 'no' })

        $verbose = (Get-Stream { Invoke-P5Authenticate dev -Verbose }).Verbose

        $verbose -match "^Plugin 'recorder' returned no credential after \d+ ms\.$" | Should -HaveCount 1
    }
}
