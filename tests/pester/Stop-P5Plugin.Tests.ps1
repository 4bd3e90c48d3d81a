BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Stop-P5Plugin' {
    BeforeAll {
        $workspace = New-Workspace -Toml ((Get-PluginToml one $DevEnv), (Get-PluginToml two $DevEnv))
    }

    BeforeEach {
        Set-Location $workspace
        # -Force starts those that the test before this has stopped; the others run on.
        $null = Invoke-P5Authenticate dev -Force
        $one = (Get-P5Plugin one).ProcessId
        $two = (Get-P5Plugin two).ProcessId
    }

    It 'ends the processes before it returns, and keeps the credentials' {
        Stop-P5Plugin | Should -BeNullOrEmpty

        Test-Alive $one | Should -BeFalse
        Test-Alive $two | Should -BeFalse
        (Invoke-P5Authenticate dev).FromCache | Should -Be $true, $true
    }

    It 'ends only those that -Name means: <Scenario>' -ForEach @(
        @{ Scenario = 'a name'; Script = { Stop-P5Plugin one } }
        @{ Scenario = 'a wildcard'; Script = { Stop-P5Plugin O* } }
        @{ Scenario = 'a piped plugin'; Script = { Get-P5Plugin one | Stop-P5Plugin } }
    ) {
        & $Script

        Test-Alive $one | Should -BeFalse
        Test-Alive $two | Should -BeTrue
    }

    It 'ends nothing if the pipeline brings no plugin' {
        Get-P5Plugin none* | Stop-P5Plugin

        Test-Alive $one | Should -BeTrue
    }

    It 'ends nothing with -WhatIf' {
        Stop-P5Plugin -WhatIf

        Test-Alive $one | Should -BeTrue
    }

    It 'asks a plugin to end before it kills it' {
        $null = New-Workspace -Toml (Get-PluginToml faulty $Faulty ignore-shutdown)
        $env:FAULTY_SHUTDOWN = Join-Path (Get-Location) 'asked'
        try {
            Invoke-P5Authenticate dev -ErrorAction Ignore
            $faultyId = (Get-P5Plugin).ProcessId
            Stop-P5Plugin faulty
        }
        finally {
            Remove-Item Env:FAULTY_SHUTDOWN
        }

        Join-Path (Get-Location) 'asked' | Should -Exist
        Test-Alive $faultyId | Should -BeFalse
    }

    It 'is followed by a fresh process at the next call' {
        Stop-P5Plugin one
        $null = Invoke-P5Authenticate dev -Name one -Force

        (Get-P5Plugin one).ProcessId | Should -Not -Be $one
    }

    It 'is not needed after a plugin died' {
        Stop-Process -Id $one -Force
        Wait-Until { (Get-P5Plugin one).State -eq 'Stopped' }

        (Invoke-P5Authenticate dev -Name one -Force).Plugin | Should -Be 'one'
    }
}
