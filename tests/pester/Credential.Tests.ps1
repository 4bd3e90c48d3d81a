BeforeAll {
    . $PSScriptRoot/common.ps1
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5Credential' {
    BeforeEach {
        Clear-P5Credential
    }

    It 'lists what is kept, without values, and asks nobody' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = 'v-1' }), '[plugins.kubernetes]')
        Get-P5Credential | Should -BeNullOrEmpty
        $null = Invoke-P5Authenticate dev

        $credentials = Get-P5Credential

        $credentials | Should -BeOfType P5.Credential
        $credentials.Plugin | Should -Be 'env', 'kubernetes'
        $credentials.FromCache | Should -Be $true, $true
        $credentials[0].Stack | Should -Be 'dev'
        $credentials | Format-List * | Out-String | Should -Not -Match 'v-1'
    }

    It 'selects <Expected> for <Name>' -ForEach @(
        @{ Name = 'ENV'; Expected = 'env' }
        @{ Name = 'k*'; Expected = 'kubernetes' }
        @{ Name = 'nobody*'; Expected = $null }
    ) {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = '1' }), '[plugins.kubernetes]')
        $null = Invoke-P5Authenticate dev

        Get-P5Credential $Name | ForEach-Object Plugin | Should -Be $Expected
    }

    It 'completes the plugins whose credentials are kept' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = '1' }), '[plugins.kubernetes]')
        $null = Invoke-P5Authenticate dev -Name env

        Complete 'Get-P5Credential ' | Should -Be 'env'
        Complete 'Clear-P5Credential e' | Should -Be 'env'
    }
}

Describe 'Clear-P5Credential' {
    BeforeEach {
        Clear-P5Credential
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]')
        $null = Invoke-P5Authenticate dev
    }

    AfterEach {
        Clear-P5Environment
    }

    It 'forgets, so that the plugin is asked again; the environment stays' {
        Set-P5Environment dev

        Clear-P5Credential env | Should -BeNullOrEmpty

        (Get-P5Credential).Plugin | Should -Be 'kubernetes'
        $env:P5TEST_A | Should -Be '1'
        (Invoke-P5Authenticate dev -Name env).FromCache | Should -BeFalse
        (Invoke-P5Authenticate dev -Name kubernetes).FromCache | Should -BeTrue
    }

    It 'forgets all, or those that the pipeline names' {
        Get-P5Credential k* | Clear-P5Credential
        (Get-P5Credential).Plugin | Should -Be 'env'

        Clear-P5Credential
        Get-P5Credential | Should -BeNullOrEmpty
    }

    It 'forgets nothing with -WhatIf' {
        Clear-P5Credential -WhatIf

        Get-P5Credential | Should -HaveCount 2
    }
}
