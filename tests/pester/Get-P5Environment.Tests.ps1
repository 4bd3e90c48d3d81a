BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5Environment' {
    AfterEach {
        Clear-P5Environment
    }

    It 'is nothing if nothing is applied' {
        @(Get-P5Environment) | Should -HaveCount 0
    }

    It 'lists what is applied, without values' {
        $workspace = New-Workspace -Toml (
            Get-PluginToml recorder $Recorder -Config @{ ttl = '3600'; 'env.TOKEN' = 'secret-value' })
        Set-P5Environment dev

        $environment = Get-P5Environment

        $environment | Should -BeOfType P5.AppliedEnvironment
        "$environment" | Should -Be 'dev'
        $environment.Program | Should -Be 'shop'
        $environment.Workspace | Should -Be $workspace
        $environment.Plugins | Should -Be 'recorder'
        $environment.VariableNames | Should -Be 'TOKEN'
        $environment.ExpiresAt | Should -BeGreaterThan ([datetime]::Now)
        $environment.IsAutomatic | Should -BeFalse
        $environment | Out-String | Should -Match 'dev +shop +in (59|60) min +False +TOKEN'
        $environment | Format-List * | Out-String | Should -Not -Match 'secret-value'
    }
}
