BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Clear-P5CredentialStore' {
    BeforeEach {
        $null = New-StoredWorkspace hunter2
    }

    AfterEach {
        Disable-P5CredentialStore -Force
        Clear-P5Credential
    }

    It 'removes what is stored, also what is damaged, and leaves the store on' {
        $path = (Enable-TestStore).Path
        $null = Invoke-P5Authenticate dev
        $null = Set-P5Secret mine -Value (ConvertTo-SecureString x -AsPlainText) -WarningAction Ignore
        Set-Content (Join-Path $path 'x.damaged') 'x'

        Clear-P5CredentialStore | Should -BeNullOrEmpty

        (Get-P5CredentialStore).IsEnabled | Should -BeTrue
        (Get-P5CredentialStore).Credentials | Should -BeNullOrEmpty
        (Get-P5Secret).Name | Should -Be mine
        (Get-ChildItem $path).Extension | Should -Not -BeIn '.credential', '.damaged'
        Get-P5Credential | Should -HaveCount 1
    }

    It 'removes nothing with -WhatIf' {
        $null = Enable-TestStore
        $null = Invoke-P5Authenticate dev

        Clear-P5CredentialStore -WhatIf

        (Get-P5CredentialStore).Credentials | Should -HaveCount 1
    }
}

Describe 'Clear-P5Credential with a store' {
    AfterEach {
        Disable-P5CredentialStore
    }

    It 'removes what other sessions have stored of a plugin' {
        $workspace = New-StoredWorkspace hunter2
        $null = Enable-TestStore
        $null = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            Invoke-P5Authenticate dev
        } $ModuleManifest, $workspace
        Get-P5Credential | Should -BeNullOrEmpty
        (Get-P5CredentialStore).Credentials.Plugin | Should -Be 'sso'

        Clear-P5Credential sso

        (Get-P5CredentialStore).Credentials | Should -BeNullOrEmpty
        { Clear-P5Credential sso -ErrorAction Stop } | Should -Throw -ErrorId 'P5.CredentialNotFound,*'
    }
}
