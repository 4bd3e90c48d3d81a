BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Invoke-P5Authenticate' {
    It 'gives one credential a plugin, with names and without values' {
        $workspace = New-Workspace -Toml ((Get-PluginToml dev-env $DevEnv), (Get-EnvToml @{ A = '1' }))

        $credentials = Invoke-P5Authenticate dev | Sort-Object Plugin

        $credentials | Should -HaveCount 2
        $credentials[0] | Should -BeOfType P5.Credential
        $credentials.Plugin | Should -Be 'dev-env', 'env'
        $credentials[0].Stack | Should -Be 'dev'
        $credentials[0].Program | Should -Be 'shop'
        $credentials[0].Workspace | Should -Be $workspace
        $credentials[0].VariableNames | Should -Be 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
        $credentials[0].ExpiresAt | Should -BeNullOrEmpty
        $credentials[0].FromCache | Should -BeFalse
    }

    It 'shows nothing of text that is not a list of variables: <Text>' -ForEach @(
        @{ Text = 'hunter2==' }
        @{ Text = '$env:hunter2 = "1"' }
        @{ Text = 'set -x hunter2 1' }
        @{ Text = '{"AccessKeyId":"a","hunter2 key":"b=="}' }
        @{ Text = '{"Credentials":{"hunter2":"b=="}}' }
    ) {
        $null = New-Workspace -Toml "[plugins.env.config]`npath = 'text'"
        Set-Content text $Text

        $streams = Get-Stream { Invoke-P5Authenticate dev -Verbose -Debug }

        $streams.Error.Count | Should -Be 1
        $streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed,*'
        $streams.Error[0].Exception.Message | Should -BeLike '*text, line 1: *'
        $streams.Text, ($streams.Error[0] | Format-List * -Force | Out-String) | Should -Not -Match 'hunter2'
        Get-P5Credential | Format-List * | Out-String | Should -Not -Match 'hunter2'
    }

    It 'reads credentials of AWS with their expiration' {
        $null = New-Workspace -Toml "[plugins.env.config]`npath = 'aws.json'"
        $expiration = (Get-Date).ToUniversalTime().AddMinutes(30)
        @{ Version = 1; AccessKeyId = 'AKIA'; SecretAccessKey = 'hunter2=='; Expiration = $expiration } |
            ConvertTo-Json | Set-Content aws.json

        $credential = Invoke-P5Authenticate dev

        $credential.VariableNames | Should -Be 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'
        $credential.ExpiresAt.ToUniversalTime() | Should -BeLessOrEqual $expiration
    }

    It 'gives the values to whoever asks for them' {
        $null =
            New-Workspace -Stack @{ dev = Get-StackYaml dev-env @{ backendUrl = 's3://state'; passphrase = 'horse' } }

        $table = (Invoke-P5Authenticate dev).ToHashtable()

        $table | Should -BeOfType hashtable
        $table.PULUMI_BACKEND_URL | Should -Be 's3://state'
        $table.PULUMI_CONFIG_PASSPHRASE | Should -Be 'horse'
    }

    It 'answers a second call from the cache, another stack afresh' {
        $null = New-Workspace

        $first = Get-Stream { Invoke-P5Authenticate dev -Verbose }
        $second = Get-Stream { Invoke-P5Authenticate dev -Verbose }
        $prod = Get-Stream { Invoke-P5Authenticate prod -Verbose; Stop-P5Plugin }

        $first.Verbose | Should -Contain 'dev-env: authenticated stack=dev calls=1'
        $second.Output.FromCache | Should -BeTrue
        $second.Verbose | Should -Contain "Plugin 'dev-env': using the cached credential, which never expires."
        $second.Verbose -match 'calls=' | Should -BeNullOrEmpty
        $prod.Output.FromCache | Should -BeFalse
        $prod.Output.Stack | Should -Be 'prod'
    }

    It 'calls the same process again with -Force' {
        $null = New-Workspace
        $null = Invoke-P5Authenticate dev
        $id = (Get-P5Plugin).ProcessId

        $forced = Get-Stream { 1..3 | ForEach-Object { Invoke-P5Authenticate dev -Force -Verbose } }

        $forced.Output.FromCache | Should -Be $false, $false, $false
        # A line that the plugin logged before its answer may come after it, with the next call; the second is certain.
        $forced.Verbose | Should -Contain 'dev-env: authenticated stack=dev calls=3'
        (Get-P5Plugin).ProcessId | Should -Be $id
    }

    It 'takes a cached credential with -MinimumLifetime if it never expires' {
        $null = New-Workspace
        $null = Invoke-P5Authenticate dev

        (Invoke-P5Authenticate dev -MinimumLifetime 01:00:00).FromCache | Should -BeTrue
    }

    It 'calls again with -MinimumLifetime <Lifetime> for a credential that holds for 60 s: <Asked>' -ForEach @(
        @{ Lifetime = '00:00:20'; Asked = $false }
        @{ Lifetime = '00:02:00'; Asked = $true }
        @{ Lifetime = 20; Asked = $false }
        @{ Lifetime = 120; Asked = $true }
        @{ Lifetime = 0.5; Asked = $false }
    ) {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ ttl = '60' })
        $null = Invoke-P5Authenticate dev

        (Invoke-P5Authenticate dev -MinimumLifetime $Lifetime).FromCache | Should -Be (-not $Asked)
    }

    It 'takes the selected stack if none is given' {
        $null = New-Workspace
        $env:PULUMI_STACK = 'prod'
        try {
            (Invoke-P5Authenticate).Stack | Should -Be 'prod'
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }
    }

    It 'finds the workspace from <Scenario>' -ForEach @(
        @{ Scenario = 'a full path'; Path = { $workspace } }
        @{ Scenario = 'a folder in it'; Path = { Join-Path $workspace 'src' } }
        @{ Scenario = 'a path relative to the location'; Path = { Join-Path '.' (Split-Path $workspace -Leaf) } }
        @{ Scenario = 'a path on a PowerShell drive'; Path = { "TestDrive:/$(Split-Path $workspace -Leaf)" } }
    ) {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ A = '1' })
        $null = New-Item (Join-Path $workspace 'src') -ItemType Directory
        Set-Location $TestDrive

        (Invoke-P5Authenticate dev -Path (& $Path)).Workspace | Should -Be $workspace
    }

    Context '-Name' {
        BeforeAll {
            $null = New-Workspace -Toml @(
                Get-EnvToml @{ A = '1' }
                '[plugins.cloudflare]'
                '[plugins.k9s]'
                '[plugins.kubernetes]')
        }

        It 'selects <Expected> for <Name>' -ForEach @(
            @{ Name = 'env'; Expected = 'env' }
            @{ Name = 'ENV'; Expected = 'env' }
            @{ Name = 'k*'; Expected = 'k9s', 'kubernetes' }
            @{ Name = 'c*', 'env'; Expected = 'cloudflare', 'env' }
            @{ Name = 'none*'; Expected = $null }
        ) {
            Invoke-P5Authenticate dev -Name $Name | ForEach-Object Plugin | Sort-Object | Should -Be $Expected
        }

        It 'reports an unknown name, and the others still come' {
            $result = Get-Stream { Invoke-P5Authenticate dev -Name nobody, env }

            $result.Error | Should -HaveCount 1
            $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginNotFound,*'
            $result.Error[0].TargetObject | Should -Be 'nobody'
            $result.Error[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $result.Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*cloudflare*'
            $result.Output.Plugin | Should -Be 'env'
        }
    }

    It 'binds positions and refuses nonsense: <Script>' -ForEach @(
        @{ Script = { Invoke-P5Authenticate '' }; Parameter = 'Stack' }
        @{ Script = { Invoke-P5Authenticate dev -TimeoutSec 0 }; Parameter = 'TimeoutSec' }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' })

        $Script | Should -Throw -ErrorId 'ParameterArgumentValidationError*' -ExpectedMessage "*'$Parameter'*"
    }

    Context 'streams' {
        It 'writes what the plugin prints and logs where it belongs' {
            $null = New-Workspace -Toml (Get-PluginToml faulty $Faulty hclog)

            $warnings = [System.Collections.Generic.List[string]]::new()
            $verbose = [System.Collections.Generic.List[string]]::new()

            # What a plugin writes with its answer may arrive with the next call; a cached answer is not a call.
            Wait-Until {
                $result = Get-Stream { Invoke-P5Authenticate dev -Force -Verbose }
                $warnings.AddRange([string[]]$result.Warning)
                $verbose.AddRange([string[]]$result.Verbose)
                $verbose -contains 'faulty: plain'
            }

            $warnings | Should -Contain 'faulty: token expires soon minutes=5'
            $verbose | Should -Contain 'faulty: refreshed'
        }

        It 'shows output after the start whatever the preferences are' {
            $null = New-Workspace -Toml (Get-PluginToml faulty $Faulty stdio)

            Wait-Until {
                $result = Get-Stream { Invoke-P5Authenticate dev -Force -InformationAction SilentlyContinue }
                $result.Information -contains 'faulty: to stdout'
            }
        }

        It 'shows progress once a plugin takes more than a second <Scenario>' -ForEach @(
            @{ Scenario = 'without a word'; Mode = 'hang-in-call' }
            @{ Scenario = 'though it talks all the time'; Mode = 'chatter-in-call' }
        ) {
            $null = New-Workspace -Toml (Get-PluginToml faulty $Faulty $Mode)
            $shell = [powershell]::Create().AddScript({
                    Set-Location $args[0]
                    Import-Module $args[1]
                    Invoke-P5Authenticate dev -TimeoutSec 4
                }).AddArgument((Get-Location).Path).AddArgument($ModuleManifest)
            try {
                $shell.Invoke()

                $progress = $shell.Streams.Progress
                $progress[0].Activity | Should -Be 'Waiting for plugins'
                $progress[0].StatusDescription | Should -BeLike 'faulty (? s)'
                $progress[-1].RecordType | Should -Be 'Completed'
                $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginTimeout,*'
            }
            finally {
                $shell.Dispose()
            }
        }
    }

    It 'ends with the pipeline: Select-Object -First leaves nothing running' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = '1' }), (Get-PluginToml hanging $Faulty hang-in-call))

        $first = Invoke-P5Authenticate dev | Select-Object -First 1

        $first.Plugin | Should -Be 'env'
        (Get-P5Plugin hanging).State | Should -Be 'Stopped'
    }

    It 'ends at Ctrl+C while a plugin hangs <Scenario>, and leaves no process' -ForEach @(
        @{
            Scenario = 'before its handshake'
            Mode = 'silent'
            Message = "Calling plugin 'faulty' (starting '*p5-faulty*')."
        }
        @{ Scenario = 'in the call'; Mode = 'hang-in-call'; Message = 'faulty: hanging' }
    ) {
        $workspace = New-Workspace -Toml (Get-PluginToml faulty $Faulty $Mode)
        $env:FAULTY_PIDS = Join-Path $workspace 'pids'
        $null = New-Item $env:FAULTY_PIDS -ItemType Directory
        $shell = [powershell]::Create().AddScript({
                Set-Location $args[0]
                Import-Module $args[1]
                Invoke-P5Authenticate dev -Verbose
            }).AddArgument($workspace).AddArgument($ModuleManifest)
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { @($shell.Streams.Verbose | ForEach-Object Message) -like $Message }
            Wait-Until { Get-ChildItem $env:FAULTY_PIDS }
            $processId = [int](Get-ChildItem $env:FAULTY_PIDS).Name

            $stopping = $shell.BeginStop($null, $null)

            $stopping.AsyncWaitHandle.WaitOne($PatienceSec * 1000) | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $running.IsCompleted | Should -BeTrue
            Test-Alive $processId | Should -BeFalse
        }
        finally {
            $shell.Dispose()
            Remove-Item Env:FAULTY_PIDS
        }
    }

    It 'shares one plugin process between runspaces' {
        $workspace = New-Workspace
        $results = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:ModuleManifest
            Set-Location $using:workspace
            Invoke-P5Authenticate dev -Force
            Get-P5Plugin
        }

        $results | Where-Object { $_ -is [P5.Credential] } | Should -HaveCount 4
        $results | Where-Object { $_ -is [P5.PluginInfo] } | ForEach-Object ProcessId | Sort-Object -Unique |
            Should -HaveCount 1
    }

    It 'shows a table that fits 80 columns' {
        $null = New-Workspace -Toml ((Get-PluginToml dev-env $DevEnv), '[plugins.kubernetes]')

        $lines = (Invoke-P5Authenticate dev | Sort-Object Plugin | Out-String -Width 80) -split '\r?\n' -ne ''

        $lines[0] | Should -Match '^Plugin +Stack +ExpiresAt +FromCache +VariableNames *$'
        $lines[2] | Should -Match '^dev-env +dev +never +False +PULUMI_BACKEND_URL,'
        # The culture decides whether words are broken.
        ($lines[2, 3] -join '' -replace ' ') | Should -BeLike '*PULUMI_BACKEND_URL,PULUMI_CONFIG_PASSPHRASE'
        $lines[4] | Should -Match '^kubernetes +dev +never +False *$'
    }
}
