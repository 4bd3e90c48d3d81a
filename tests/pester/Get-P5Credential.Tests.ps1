BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5Credential' {
    BeforeEach {
        Clear-P5Credential
    }

    It 'lists what is cached, without values, and calls no plugin' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = 'v-1' }), '[plugins.kubernetes]')
        Get-P5Credential | Should -BeNullOrEmpty
        $null = Invoke-P5Authenticate dev

        $credentials = Get-P5Credential

        $credentials | Should -BeOfType P5.Credential
        $credentials.Plugin | Should -Be 'env', 'kubernetes'
        $credentials.FromCache | Should -Be $true, $true
        $credentials[0].Stack | Should -Be 'dev'
        $credentials | Format-List * | Out-String | Should -Not -Match 'v-1'
    }

    It 'selects <Expected> for <Name>' -ForEach @(
        @{ Name = 'ENV'; Expected = 'env' }
        @{ Name = 'k*'; Expected = 'kubernetes' }
        @{ Name = 'nobody*'; Expected = $null }
    ) {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = '1' }), '[plugins.kubernetes]')
        $null = Invoke-P5Authenticate dev

        Get-P5Credential $Name | ForEach-Object Plugin | Should -Be $Expected
    }

    It 'completes the plugins whose credentials are cached' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ A = '1' }), '[plugins.kubernetes]')
        $null = Invoke-P5Authenticate dev -Name env

        Complete 'Get-P5Credential ' | Should -Be 'env'
        Complete 'Clear-P5Credential e' | Should -Be 'env'
    }
}
