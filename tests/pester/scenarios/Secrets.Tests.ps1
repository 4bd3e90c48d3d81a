BeforeDiscovery {
    # Everything that shows something. Each gets the workspace's credentials in $credentials.
    $views = @(
        @{ Scenario = 'the default view'; Script = { $credentials | Out-String -Width 500 } }
        @{ Scenario = 'Format-List *'; Script = { $credentials | Format-List * -Force | Out-String -Width 500 } }
        @{ Scenario = 'Format-Custom'; Script = { $credentials | Format-Custom -Depth 8 | Out-String -Width 500 } }
        @{ Scenario = 'Format-Table *'; Script = { $credentials | Format-Table * | Out-String -Width 500 } }
        @{ Scenario = 'a string'; Script = { "$credentials" } }
        @{ Scenario = 'ConvertTo-Json'; Script = { $credentials | ConvertTo-Json -Depth 8 } }
        @{ Scenario = 'ConvertTo-Csv'; Script = { $credentials | ConvertTo-Csv } }
        @{ Scenario = 'Select-Object *'; Script = { $credentials | Select-Object * | Out-String -Width 500 } }
        @{
            Scenario = 'Export-Clixml'
            Script = { [System.Management.Automation.PSSerializer]::Serialize($credentials, 8) }
        }
        @{ Scenario = 'Get-P5Plugin'; Script = { Get-P5Plugin -Stack dev | Format-List * | Out-String -Width 500 } }
        @{
            Scenario = 'all streams of Invoke-P5Authenticate'
            Script = { (Get-Stream { Invoke-P5Authenticate dev -Force -Verbose -Debug -WarningAction Continue }).Text }
        }
        @{
            Scenario = 'all streams of Set-P5Environment'
            Script = { (Get-Stream { Set-P5Environment dev -PassThru -Verbose -Debug -WarningAction Continue }).Text }
        }
        @{
            Scenario = 'all streams of Clear-P5Environment'
            Script = { (Get-Stream { Set-P5Environment dev; Clear-P5Environment -PassThru -Verbose }).Text }
        }
        @{
            Scenario = 'the trace of parameter binding'
            Script = {
                Trace-Command ParameterBinding { $credentials | Set-P5Environment } -FilePath $TestDrive/trace.txt
                Get-Content $TestDrive/trace.txt -Raw
            }
        }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # One that stands for itself, one in a URL, one that looks like an option.
    $secrets = 'hunter2-marked', 'p@ss-marked', '--token=marked'
    $toml = @(
        Get-EnvToml @{ P5TEST_A = 'hunter2-marked'; P5TEST_B = 's3://user:p@ss-marked@host' }
        Get-PluginToml dev-env $DevEnv -Config @{ passphrase = '--token=marked' }
        Get-PluginToml absent ./absent
    ) -join "`n"

    function Find-Secret([string] $Text) {
        $secrets | Where-Object { $Text.Contains($_) }
    }
}

AfterAll {
    Restore-Session
}

Describe 'Secrets' {
    BeforeAll {
        $null = New-Workspace -Toml $toml
        $credentials = Invoke-P5Authenticate dev -ErrorAction Ignore
    }

    It 'are what the check would find' {
        $text = $credentials.ToHashtable() | Out-String -Width 500

        Find-Secret $text | Should -Be $secrets
    }

    It 'do not show in <Scenario>' -ForEach $views {
        $text = (& $Script) -join "`n"

        $text | Should -Not -BeNullOrEmpty
        Find-Secret $text | Should -BeNullOrEmpty
    }

    It 'do not show in errors' {
        $Error.Clear()
        $null = New-Workspace -Toml ($toml -replace 'type = "static"', 'type = "statik"')
        Get-Stream { Invoke-P5Authenticate dev } | Out-Null

        $Error.Count | Should -BeGreaterOrEqual 2
        $text = $Error | ForEach-Object { Get-Error -InputObject $_ } | Out-String -Width 500
        Find-Secret $text | Should -BeNullOrEmpty
    }

    It 'do not show in a transcript with -WhatIf, -Verbose and the default views' {
        $null = New-Workspace -Toml $toml
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $null = Invoke-FreshPwsh {
            Import-Module $args[0]
            $null = Start-Transcript $args[1]
            $VerbosePreference = $DebugPreference = 'Continue'
            Set-P5Environment dev -WhatIf -PassThru
            Invoke-P5Authenticate dev
            Invoke-P5Authenticate dev | Set-P5Environment -PassThru
            Clear-P5Environment
            $null = Stop-Transcript
        } $ModuleManifest, $transcript 2>&1

        $text = Get-Content $transcript -Raw
        $text | Should -Match 'What if: '
        $text | Should -Match "Plugin 'dev-env' returned "
        $text | Should -Match 'P5TEST_A'
        Find-Secret $text | Should -BeNullOrEmpty
    }
}
