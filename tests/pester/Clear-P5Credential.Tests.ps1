BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
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

    It 'forgets those of a stack, by name or from the pipeline' {
        Clear-P5Credential -Stack prod
        Get-P5Credential | Should -HaveCount 2

        Clear-P5Credential k* -Stack dev
        (Get-P5Credential).Plugin | Should -Be 'env'

        Get-P5Plugin | Clear-P5Credential
        Get-P5Credential | Should -BeNullOrEmpty
    }

    It 'forgets nothing with -WhatIf' {
        Clear-P5Credential -WhatIf

        Get-P5Credential | Should -HaveCount 2
    }
}
