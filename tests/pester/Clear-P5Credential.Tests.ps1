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

Describe 'Clear-P5Credential -Revoke' {
    BeforeEach {
        Clear-P5Credential
        $server = Start-VaultServer
        $null = New-Workspace -Toml ((Get-VaultToml $server), (Get-EnvToml @{ P5TEST_A = '1' }))
        $null = Invoke-P5Authenticate dev
    }

    AfterEach {
        Clear-P5Credential
        Stop-VaultServer $server
    }

    It 'ends what the source created, and names what no source can end' {
        $shown = Get-Stream { Clear-P5Credential -Revoke -Verbose }

        $server.Requests | Select-Object -Last 1 | Should -Be 'POST /v1/sys/leases/revoke HTTP/1.1'
        Get-P5Credential | Should -BeNullOrEmpty
        $shown.Verbose | Should -Contain ("vault: ended 1 lease at $($server.Address)/. The next command that needs " +
            'the plugin logs in again.')
        $shown.Warning | Should -HaveCount 1
        $shown.Warning | Should -Match '^Removed without a revocation: env\. '
        $shown.Text | Should -Not -Match 'hunter2'
    }

    It 'keeps a credential that cannot be ended' {
        Stop-VaultServer $server

        { Clear-P5Credential vault -Revoke -ErrorAction Stop } | Should -Throw -ErrorId 'P5.RevocationFailed,*'

        (Get-P5Credential).Plugin | Should -Contain 'vault'
        $server = Start-VaultServer
    }

    It 'revokes nothing with -WhatIf' {
        Clear-P5Credential vault -Revoke -WhatIf

        $server.Requests | Should -HaveCount 1
        (Get-P5Credential).Plugin | Should -Contain 'vault'
    }

    It 'ends a credential that another session has stored' {
        Enable-TestStore
        $null = Invoke-P5Authenticate dev -Force
        Invoke-FreshPwsh { Import-Module $args[0]; Clear-P5Credential vault -Revoke } $ModuleManifest

        $server.Requests | Select-Object -Last 1 | Should -Be 'POST /v1/sys/leases/revoke HTTP/1.1'
        (Get-P5CredentialStore).Credentials | Should -BeNullOrEmpty
        Disable-P5CredentialStore
    }
}
