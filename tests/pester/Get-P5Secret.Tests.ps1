BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5Secret' {
    BeforeEach {
        $null = New-Workspace
        $null = Enable-TestStore
        'acme/prod', 'acme/dev', 'other' | ForEach-Object {
            $null = Set-P5Secret $_ -Value (ConvertTo-SecureString hunter2 -AsPlainText) -WarningAction Ignore
        }
    }

    AfterEach {
        Disable-P5CredentialStore -Force
    }

    It 'lists names, folders and times, without values' {
        $secrets = Get-P5Secret

        $secrets.Name | Should -Be 'acme/dev', 'acme/prod', 'other'
        $secrets.SetAt | Should -BeGreaterThan ([datetime]::Now.AddHours(-1))
        $secrets | ConvertTo-Json -Depth 5 | Should -Not -Match 'hunter2'
        "$($secrets[0])" | Should -Be acme/dev
    }

    It 'takes names and wildcards' {
        (Get-P5Secret acme/*, other).Name | Should -Be 'acme/dev', 'acme/prod', 'other'
        Get-P5Secret none* | Should -BeNullOrEmpty
    }

    It 'fails for a name that no secret has' {
        { Get-P5Secret none -ErrorAction Stop } | Should -Throw -ErrorId 'P5.SecretNotFound,*'
    }

    It 'completes names' {
        (TabExpansion2 'Get-P5Secret ac').CompletionMatches.CompletionText | Should -Be 'acme/dev', 'acme/prod'
    }
}
