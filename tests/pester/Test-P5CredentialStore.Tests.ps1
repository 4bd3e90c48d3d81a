BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Test-P5CredentialStore' {
    AfterEach {
        Disable-P5CredentialStore
    }

    It 'writes an object for each backend of the system' {
        $checks = Test-P5CredentialStore

        $checks | Should -BeOfType P5.CredentialStoreCheck
        $checks.Backend | Should -Contain 'Passphrase'
        $checks.IsSelected | Should -Not -Contain $true
        # On Windows, all work.
        $checks | Where-Object { -not $_.IsWorking -and -not $_.Problem } | Should -BeNullOrEmpty
        $checks.Where({ $_.IsWorking -and $_.Problem }) | Should -BeNullOrEmpty
    }

    It 'writes those that are named' {
        (Test-P5CredentialStore Passphrase).IsWorking | Should -BeTrue
    }

    It 'marks the backend of the store' {
        $backend = (Enable-TestStore).Backend

        (Test-P5CredentialStore | Where-Object IsSelected).Backend | Should -Be $backend
    }
}
