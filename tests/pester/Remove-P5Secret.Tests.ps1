BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Remove-P5Secret' {
    BeforeEach {
        $null = New-Workspace
        $null = Enable-TestStore
        'a', 'b' | ForEach-Object {
            $null = Set-P5Secret $_ -Value (ConvertTo-SecureString hunter2 -AsPlainText) -WarningAction Ignore
        }
    }

    AfterEach {
        Disable-P5CredentialStore -Force
    }

    It 'removes a secret, and leaves the others' {
        Remove-P5Secret a | Should -BeNullOrEmpty

        (Get-P5Secret).Name | Should -Be 'b'
    }

    It 'takes secrets from the pipeline' {
        Get-P5Secret | Remove-P5Secret

        Get-P5Secret | Should -BeNullOrEmpty
    }

    It 'fails for a name that no secret has' {
        { Remove-P5Secret none -ErrorAction Stop } |
            Should -Throw -ErrorId 'P5.SecretNotFound,*' -ExpectedMessage "*has no secret 'none'. It has a, b."
    }

    It 'changes nothing with -WhatIf' {
        Remove-P5Secret * -WhatIf

        (Get-P5Secret).Name | Should -Be 'a', 'b'
    }
}
