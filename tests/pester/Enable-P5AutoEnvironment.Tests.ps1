BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Enable-P5AutoEnvironment' {
    BeforeEach {
        $env:PULUMI_STACK = 'dev'
        $workspace = New-ApprovedWorkspace shop
    }

    AfterEach {
        Reset-AutoEnvironment
    }

    It 'applies the credentials of the current location at once' {
        Enable-P5AutoEnvironment

        $env:WHO | Should -Be 'shop'
    }

    It 'can be called again after another program replaced all handlers' {
        Set-Location $TestDrive
        Enable-P5AutoEnvironment
        Clear-LocationHandler

        Enable-P5AutoEnvironment
        Set-Location $workspace

        $env:WHO | Should -Be 'shop'
    }
}
