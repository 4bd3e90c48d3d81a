BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Enable-P5AutoEnvironment' {
    BeforeEach {
        $env:PULUMI_STACK = 'dev'
        $workspace = New-Workspace -Toml (Get-EnvToml @{ WHO = 'shop' })
        $null = Approve-P5Workspace
    }

    AfterEach {
        Disable-P5AutoEnvironment
        Clear-LocationHandler
        Clear-P5Environment
        Set-Location $TestDrive
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
