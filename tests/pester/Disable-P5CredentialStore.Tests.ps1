BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Disable-P5CredentialStore' {
    BeforeEach {
        $null = New-StoredWorkspace hunter2
    }

    AfterEach {
        Disable-P5CredentialStore
        Clear-P5Credential
    }

    It 'removes what is stored, and stores nothing from then on' {
        $path = (Enable-TestStore).Path
        $null = Invoke-P5Authenticate dev
        Get-ChildItem $path -Filter *.credential | Should -HaveCount 1

        Disable-P5CredentialStore | Should -BeNullOrEmpty
        $null = Invoke-P5Authenticate dev -Force

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
        Get-ChildItem $path -Force | Should -BeNullOrEmpty
    }

    It 'does nothing if the store is off' {
        Disable-P5CredentialStore
        Disable-P5CredentialStore

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
    }

    It 'changes nothing with -WhatIf' {
        $null = Enable-TestStore

        Disable-P5CredentialStore -WhatIf

        (Get-P5CredentialStore).IsEnabled | Should -BeTrue
    }
}
