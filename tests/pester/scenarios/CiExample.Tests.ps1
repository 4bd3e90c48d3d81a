BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # Runs the example's tests in a process of their own, as CI does, once for each table of parameters, and hands out
    # which failed.
    function Invoke-Example([hashtable[]] $Data) {
        Invoke-FreshPwsh {
            Import-Module $args[0]
            Import-Module $args[3]
            foreach ($data in $args[2]) {
                $container = New-PesterContainer -Path $args[1] -Data $data
                $run = Invoke-Pester -Container $container -Output None -PassThru -WarningAction Ignore
                [pscustomobject]@{
                    Passed = $run.PassedCount
                    Failed = @($run.Failed | ForEach-Object ExpandedPath)
                    Errors = @($run.Failed | ForEach-Object { "$($_.ErrorRecord)" }) -join "`n"
                }
            }
        } $ModuleManifest, (Join-Path $Repository 'examples/ci/Credentials.Tests.ps1'), $Data, (Get-Module Pester).Path
    }

    $quickstart = @{
        Path     = Join-Path $Repository 'examples/quickstart'
        Stack    = 'dev', 'prod'
        Variable = 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
    }
    $broken = @{
        Path     = New-Workspace -Toml '[plugins.kubernetes]', 'comand = "x"', '[plugins.sso]',
            'cmd = "./no-such-plugin"'
        Variable = 'HOME_OF_STATE'
    }
    $good, $bad = Invoke-Example $quickstart, $broken
}

AfterAll {
    Restore-Session
}

Describe 'The tests for CI in examples/ci' {
    It 'pass for the quickstart' {
        Skip-ExampleInWine
        $good.Errors | Should -BeNullOrEmpty
        $good.Passed | Should -Be 9
    }

    It 'fail for a key that is nearly known, a plugin that is not there, and a variable that no plugin gives' {
        $bad.Failed | Should -Be @(
            'The configuration.has no errors or warnings'
            'The stack dev.has no plugin that fails'
            'The stack dev.gets HOME_OF_STATE'
        )
        $bad.Errors | Should -BeLike '*UnknownKey*no-such-plugin*HOME_OF_STATE*'
    }
}
