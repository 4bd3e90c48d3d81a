BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Clear-P5Environment' {
    BeforeEach {
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = 'a'; P5TEST_B = 'b' }),
            (Get-PluginToml dev-env $DevEnv))
        $env:P5TEST_A = 'before'
        Set-P5Environment dev
    }

    AfterEach {
        Clear-P5Environment
        Remove-Item Env:P5TEST_*
    }

    It 'puts back what was there before' {
        Clear-P5Environment | Should -BeNullOrEmpty

        $env:P5TEST_A | Should -Be 'before'
        Test-Path Env:P5TEST_B | Should -BeFalse
        Test-Path Env:PULUMI_CONFIG_PASSPHRASE | Should -BeFalse
    }

    It 'leaves what someone else changed since' {
        $env:P5TEST_A = 'mine'

        $changes = Clear-P5Environment -PassThru

        $env:P5TEST_A | Should -Be 'mine'
        $changes | Should -BeOfType P5.EnvironmentChange
        $changes | ForEach-Object { "$_" } | Sort-Object | Should -Be @(
            'P5TEST_A: Left', 'P5TEST_B: Removed', 'PULUMI_BACKEND_URL: Removed', 'PULUMI_CONFIG_PASSPHRASE: Removed')
    }

    It 'restores only what <Name> set' -ForEach @(
        @{ Name = 'env' }
        @{ Name = 'E*' }
    ) {
        Clear-P5Environment -Plugin $Name

        $env:P5TEST_A | Should -Be 'before'
        Test-Path Env:PULUMI_BACKEND_URL | Should -BeTrue
    }

    It 'changes nothing with -WhatIf, and previews with -PassThru' {
        $changes = Clear-P5Environment -WhatIf -PassThru

        $env:P5TEST_A | Should -Be 'a'
        $changes | ForEach-Object { "$_" } | Sort-Object | Should -Be @(
            'P5TEST_A: Restored', 'P5TEST_B: Removed', 'PULUMI_BACKEND_URL: Removed',
            'PULUMI_CONFIG_PASSPHRASE: Removed')
    }

    It 'warns if a wildcard matches no applied plugin' {
        $warnings = (Get-Stream { Clear-P5Environment P5TEST_* }).Warning

        $warnings | Should -Be ("No plugin matches 'P5TEST_*'. -Plugin takes names of plugins, not of variables. " +
            'Applied plugins: dev-env, env.')
        $env:P5TEST_A | Should -Be 'a'
    }

    It 'does nothing if nothing is set' {
        Clear-P5Environment

        Clear-P5Environment -PassThru | Should -BeNullOrEmpty
    }
}
