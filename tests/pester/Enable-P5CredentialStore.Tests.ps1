BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Enable-P5CredentialStore' {
    BeforeEach {
        $workspace = New-StoredWorkspace hunter2
    }

    AfterEach {
        Disable-P5CredentialStore
        Clear-P5Credential
    }

    It 'lets another session use the login of this one' {
        $store = Enable-TestStore
        $first = Invoke-P5Authenticate dev

        $second = Invoke-FreshPwsh {
            Import-Module $args[0]
            Set-Location $args[1]
            $credential = Invoke-P5Authenticate dev
            $credential.FromCache
            $credential.ToHashtable()['SSO_PROCESS']
        } $ModuleManifest, $workspace

        $store | Should -BeOfType P5.CredentialStoreInfo
        $store.IsEnabled | Should -BeTrue
        $first.FromCache | Should -BeFalse
        $second | Should -Be 'True', $first.ToHashtable()['SSO_PROCESS']
    }

    It 'uses no other backend than the one that was chosen' {
        $other = $IsWindows ? 'Keychain' : 'Dpapi'

        { Enable-P5CredentialStore $other } | Should -Throw -ErrorId 'P5.StoreUnusable,*'

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
    }

    It 'asks no one for a passphrase if the session is not interactive' {
        $failure = Invoke-FreshPwsh {
            Import-Module $args[0]
            try { Enable-P5CredentialStore Passphrase } catch { $_.FullyQualifiedErrorId; "$_" }
        } $ModuleManifest

        $failure[0] | Should -BeLike 'P5.StoreUnusable,*'
        $failure[1] | Should -BeLike '*not interactive*'
    }

    It 'changes nothing with -WhatIf' {
        Enable-P5CredentialStore -WhatIf

        (Get-P5CredentialStore).IsEnabled | Should -BeFalse
    }

    It 'completes the backends' {
        Complete 'Enable-P5CredentialStore K' | Should -Be 'KernelKeyring', 'Keychain'
    }
}
