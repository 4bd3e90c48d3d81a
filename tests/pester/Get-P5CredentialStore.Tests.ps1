BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5CredentialStore' {
    AfterEach {
        Disable-P5CredentialStore
        Clear-P5Credential
    }

    It 'shows that the store is off' {
        $store = Get-P5CredentialStore

        $store.IsEnabled | Should -BeFalse
        $store.Backend | Should -BeNullOrEmpty
        $store.Credentials | Should -BeNullOrEmpty
        "$store" | Should -Be 'off'
    }

    It 'shows what is stored, without values' {
        $workspace = New-StoredWorkspace hunter2
        $null = Enable-TestStore
        $credential = Invoke-P5Authenticate dev

        $store = Get-P5CredentialStore

        $store.Credentials | Should -BeOfType P5.StoredCredential
        $store.Credentials.Plugin | Should -Be 'sso'
        $store.Credentials.Stack | Should -Be 'dev'
        $store.Credentials.Kind | Should -Be 'credential'
        $store.Credentials.Program | Should -Be 'shop'
        $store.Credentials.ExpiresAt | Should -Be $credential.ExpiresAt
        (Get-Item $store.Credentials.Repository).FullName | Should -Be (Get-Item $workspace).FullName
        $store | ConvertTo-Json -Depth 5 | Should -Not -Match 'hunter2'
    }

    It 'ends with an error if the setting is damaged' {
        $path = (Enable-TestStore).Path
        $settings = Join-Path $path settings.json
        $content = Get-Content $settings -Raw
        try {
            Set-Content $settings '{'

            { Get-P5CredentialStore } | Should -Throw -ErrorId 'P5.StoreUnusable,*'
        }
        finally {
            Set-Content $settings $content -NoNewline
        }
    }
}
