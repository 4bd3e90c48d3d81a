BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Tab completion' {
    BeforeAll {
        $workspace = New-Workspace -Stack @{ dev = ''; prod = ''; "it's" = ''; '1st' = '' } -Toml @(
            Get-PluginToml dev-env $DevEnv
            '[plugins.kubernetes]'
            '[plugins."with space"]'
            '[plugins."star*[1]"]')
    }

    BeforeEach {
        Set-Location $workspace
    }

    It 'offers for "<Line>": <Expected>' -ForEach @(
        @{ Line = 'Invoke-P5Authenticate -Stack '; Expected = "'1st'", 'dev', "'it''s'", 'prod' }
        @{ Line = 'Invoke-P5Authenticate '; Expected = "'1st'", 'dev', "'it''s'", 'prod' }
        @{ Line = 'Invoke-P5Authenticate -Stack D'; Expected = 'dev' }
        @{ Line = "Invoke-P5Authenticate -Stack 'it"; Expected = "'it''s'" }
        @{ Line = "Invoke-P5Authenticate -Stack 'it''s"; Expected = "'it''s'" }
        @{ Line = 'Invoke-P5Authenticate -Stack "pr'; Expected = 'prod' }
        @{ Line = 'Export-P5Environment -Format p'; Expected = 'Posix', 'PowerShell' }
        @{ Line = 'Set-P5Environment -Stack p'; Expected = 'prod' }
        @{ Line = 'Get-P5Plugin -Stack p'; Expected = 'prod' }
        @{ Line = 'Get-P5Plugin '; Expected = 'dev-env', 'kubernetes', "'star``*``[1``]'", "'with space'" }
        @{ Line = 'Invoke-P5Authenticate -Plugin w'; Expected = "'with space'" }
        @{ Line = 'Invoke-P5Authenticate -Name kubernetes, d'; Expected = 'dev-env' }
        @{ Line = 'Export-P5Environment -Plugin d'; Expected = 'dev-env' }
        @{ Line = 'Use-P5Environment -Name d'; Expected = 'dev-env' }
    ) {
        Complete $Line | Should -Be $Expected
    }

    It 'looks where -Path says, relative to PowerShell''s location' {
        Set-Location $TestDrive
        $name = Split-Path $workspace -Leaf

        Complete "Invoke-P5Authenticate -Path ./$name -Stack p" | Should -Be 'prod'
        Complete "Get-P5Plugin -Path '$workspace' -Name k" | Should -Be 'kubernetes'
        Complete "Get-P5Plugin -Workspace '$workspace' -Name k" | Should -Be 'kubernetes'
        Complete "Test-P5Config -LiteralPath '$workspace' -Stack p" | Should -Be 'prod'
        Complete "Test-P5Config -Path ./$name, ./other -Stack p" | Should -Be 'prod'
    }

    It 'offers names that mean the plugin, whatever they hold' {
        $name = Complete 'Get-P5Plugin st'

        & ([scriptblock]::Create("Get-P5Plugin $name")) | ForEach-Object Name | Should -Be 'star*[1]'
    }

    It 'offers after the stacks with a file those of Pulumi''s state, and says what is what' {
        $env:PULUMI_BACKEND_URL = "file://$TestDrive/backend".Replace('\', '/')
        $stacks = (New-Item "$TestDrive/backend/.pulumi/stacks/shop" -ItemType Directory).FullName
        Set-Content "$TestDrive/backend/.pulumi/meta.yaml" 'version: 1'
        Set-Content "$stacks/only-in-state.json", "$stacks/dev.json" '{}'
        $env:PULUMI_STACK = 'prod'
        try {
            $offered = (TabExpansion2 'Set-P5Environment -Stack ' 25).CompletionMatches
        }
        finally {
            Remove-Item Env:PULUMI_BACKEND_URL, Env:PULUMI_STACK
        }

        $offered.ListItemText | Should -Be '1st', 'dev', 'it''s', 'prod', 'only-in-state'
        $offered.ToolTip | Select-Object -Last 2 |
            Should -Be 'Stack prod, with a stack file, selected',
                'Stack only-in-state, without a stack file, known to Pulumi'
    }

    It 'says what a plugin is' {
        $offered = (TabExpansion2 'Get-P5Plugin ' 13).CompletionMatches

        $offered.ToolTip | Should -Contain "dev-env: stopped, $DevEnv"
        $offered.ToolTip | Should -Contain 'kubernetes: built in'
    }

    It 'reads no stack file to offer stacks, and one to offer plugins' {
        # Whoever read one of these would fail.
        $stacks = @{ one = 'config: ['; two = 'config: [' }
        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' }) -Program 'name: [' -Stack $stacks
        Complete 'Get-P5Plugin -Stack ' | Should -Be 'one', 'two'

        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' }) -Stack @{ one = 'config: ['; two = '' }
        Complete 'Get-P5Plugin -Stack two -Name ' | Should -Be 'env'
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

    It 'offers nothing of its own and stays silent if <Scenario>' -ForEach @(
        @{ Scenario = 'there is no workspace'; Prepare = { Set-Location ([System.IO.Path]::GetPathRoot($TestDrive)) } }
        @{
            Scenario = 'the configuration is malformed'
            Prepare = { $null = New-Workspace -Toml '[plugins' -Stack @{} }
        }
    ) {
        . $Prepare
        $Error.Clear()

        Complete 'Get-P5Plugin -Name zz' | Should -BeNullOrEmpty
        Complete 'Invoke-P5Authenticate -Stack zz' | Should -BeNullOrEmpty
        Complete 'Invoke-P5Authenticate -Path nodrive:/x -Stack zz' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}
