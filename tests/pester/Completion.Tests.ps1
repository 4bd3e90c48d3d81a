BeforeAll {
    . $PSScriptRoot/common.ps1
}

AfterAll {
    Restore-Session
}

Describe 'Tab completion' {
    BeforeAll {
        $workspace = New-Workspace -Stack @{ dev = ''; prod = ''; "it's" = ''; '1st' = '' } -Toml @(
            Get-PluginToml dev-env $DevEnv
            '[plugins.kubernetes]'
            '[plugins."with space"]')
    }

    BeforeEach {
        Set-Location $workspace
    }

    It 'offers for "<Line>": <Expected>' -ForEach @(
        @{ Line = 'Invoke-P5Authenticate -Stack '; Expected = "'1st'", 'dev', "'it''s'", 'prod' }
        @{ Line = 'Invoke-P5Authenticate '; Expected = "'1st'", 'dev', "'it''s'", 'prod' }
        @{ Line = 'Invoke-P5Authenticate -Stack D'; Expected = 'dev' }
        @{ Line = "Invoke-P5Authenticate -Stack 'it"; Expected = "'it''s'" }
        @{ Line = 'Set-P5Environment -Stack p'; Expected = 'prod' }
        @{ Line = 'Get-P5Plugin -Stack p'; Expected = 'prod' }
        @{ Line = 'Get-P5Plugin '; Expected = 'dev-env', 'kubernetes', "'with space'" }
        @{ Line = 'Invoke-P5Authenticate -Name w'; Expected = "'with space'" }
        @{ Line = 'Invoke-P5Authenticate -Name kubernetes, d'; Expected = 'dev-env' }
    ) {
        Complete $Line | Should -Be $Expected
    }

    It 'looks where -Path says, relative to PowerShell''s location' {
        Set-Location $TestDrive
        $name = Split-Path $workspace -Leaf

        Complete "Invoke-P5Authenticate -Path ./$name -Stack p" | Should -Be 'prod'
        Complete "Get-P5Plugin -Path '$workspace' -Name k" | Should -Be 'kubernetes'
    }

    It 'starts no plugin' {
        $null = Complete 'Get-P5Plugin -Name '

        (Get-P5Plugin dev-env).State | Should -Be 'Stopped'
    }

    It 'offers for Stop-P5Plugin what runs, for Clear-P5Environment what is set' {
        $before = Complete 'Stop-P5Plugin d'
        Set-P5Environment dev -ErrorAction Ignore

        $before | Should -Not -Contain 'dev-env'
        Complete 'Stop-P5Plugin d' | Should -Be 'dev-env'
        Complete 'Clear-P5Environment d' | Should -Be 'dev-env'
    }

    It 'offers nothing of its own and stays silent where <Scenario>' -ForEach @(
        @{ Scenario = 'there is no workspace'; Prepare = { Set-Location ([System.IO.Path]::GetPathRoot($TestDrive)) } }
        @{ Scenario = 'the configuration is malformed'; Prepare = { $null = New-Workspace -Toml '[plugins' -Stack @{} } }
    ) {
        . $Prepare
        $Error.Clear()

        Complete 'Get-P5Plugin -Name zz' | Should -BeNullOrEmpty
        Complete 'Invoke-P5Authenticate -Stack zz' | Should -BeNullOrEmpty
        Complete 'Invoke-P5Authenticate -Path nodrive:/x -Stack zz' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}
