BeforeAll {
    . $PSScriptRoot/common.ps1

    # Runs the example's tests in a process of their own, as CI does, and hands out which failed.
    function Invoke-Example([hashtable] $Data) {
        Invoke-FreshPwsh {
            Import-Module $args[0]
            Import-Module Pester -MaximumVersion 5.99.99
            $container = New-PesterContainer -Path $args[1] -Data $args[2]
            $run = Invoke-Pester -Container $container -Output None -PassThru
            [pscustomobject]@{
                Passed = $run.PassedCount
                Failed = @($run.Failed | ForEach-Object ExpandedPath)
                Errors = @($run.Failed | ForEach-Object { "$($_.ErrorRecord)" }) -join "`n"
            }
        } $ModuleManifest, (Join-Path $Repository 'examples/ci/Credentials.Tests.ps1'), $Data
    }
}

AfterAll {
    Restore-Session
}

Describe 'The tests for CI in examples/ci' {
    It 'pass for the quickstart' {
        $run = Invoke-Example @{
            Path     = Join-Path $Repository 'examples/quickstart'
            Stack    = 'dev', 'prod'
            Variable = 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
        }

        $run.Errors | Should -BeNullOrEmpty
        $run.Passed | Should -Be 9
    }

    It 'fail for a key that is nearly known, a plugin that is not there, and a variable that nobody gives' {
        $workspace = New-Workspace -Toml '[plugins.kubernetes]', 'comand = "x"', '[plugins.sso]', 'cmd = "./no-such-plugin"'

        $run = Invoke-Example @{ Path = $workspace; Variable = 'HOME_OF_STATE' }

        $run.Failed | Should -Be @(
            'The configuration.has nothing wrong or odd in it'
            'The stack dev.has no plugin that fails'
            'The stack dev.gets HOME_OF_STATE'
        )
        $run.Errors | Should -BeLike '*UnknownKey*no-such-plugin*HOME_OF_STATE*'
    }
}
