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
        Disable-P5CredentialStore -Force
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

    It 'removes nothing if there are secrets, except with -Force' {
        $path = (Enable-TestStore).Path
        $null = Set-P5Secret mine -Value (ConvertTo-SecureString hunter2 -AsPlainText) -WarningAction Ignore

        { Disable-P5CredentialStore } |
            Should -Throw -ErrorId 'P5.SecretWouldBeLost,*' -ExpectedMessage '*your secrets mine.*'
        (Get-P5Secret).Name | Should -Be mine
        Disable-P5CredentialStore -Force

        Get-P5Secret | Should -BeNullOrEmpty
        Get-ChildItem $path -Force | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        $null = Enable-TestStore

        Disable-P5CredentialStore -WhatIf

        (Get-P5CredentialStore).IsEnabled | Should -BeTrue
    }
}
