BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'What is applied' {
    AfterEach {
        Clear-P5Environment
        Remove-Item Env:P5TEST_*
    }

    It 'shows in P5_STACK and P5_CREDENTIAL_EXPIRATION only while it is' {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_A' = '1'; ttl = '3600' })

        Set-P5Environment dev
        $env:P5_STACK | Should -Be 'dev'
        $expires = [datetime]::ParseExact($env:P5_CREDENTIAL_EXPIRATION, "yyyy-MM-dd'T'HH:mm:ss'Z'",
            [cultureinfo]::InvariantCulture, 'AssumeUniversal')
        [math]::Floor(((Get-P5Credential recorder).ExpiresAt - $expires).TotalSeconds) | Should -Be 0
        Clear-P5Environment

        Test-Path Env:P5_STACK | Should -BeFalse
        Test-Path Env:P5_CREDENTIAL_EXPIRATION | Should -BeFalse
    }

    It 'is shown by plugin in Get-P5Plugin and with -PassThru' {
        $null = New-Workspace -Toml (
            'order = ["env", "recorder"]',
            (Get-EnvToml @{ P5TEST_A = 'env'; P5TEST_BOTH = 'env'; P5TEST_MINE = 'env' }),
            (Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_BOTH' = 'recorder' }))

        $changes = Set-P5Environment dev -PassThru -WarningAction Ignore
        $env:P5TEST_MINE = 'user'

        ($changes | Where-Object Name -EQ P5TEST_BOTH)[-1].Plugin | Should -Be 'recorder'
        ($changes | Where-Object Name -EQ P5TEST_BOTH)[-1].OverriddenPlugin | Should -Be 'env'
        (Get-P5Plugin env).AppliedVariables | Should -Be 'P5TEST_A'
        (Get-P5Plugin recorder).AppliedVariables | Should -Be 'P5TEST_BOTH'
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'env' })
        (Get-P5Plugin env).AppliedVariables | Should -BeNullOrEmpty
    }

    It 'is not seen by a plugin of another stack that is asked meanwhile' {
        $null = New-Workspace -Toml (
            Get-PluginToml recorder $Recorder -Config @{ inherited = 'P5TEST_PROD,P5TEST_BOTH,P5_STACK' }) -Stack @{
            dev  = ''
            prod = Get-StackYaml recorder @{ 'env.P5TEST_PROD' = '1'; 'env.P5TEST_BOTH' = 'prod' }
        }
        $env:P5TEST_BOTH = 'before'
        Set-P5Environment prod
        Stop-P5Plugin

        Invoke-P5Authenticate dev | Set-P5Environment

        $env:INHERITED_P5TEST_PROD | Should -Be '(none)'
        $env:INHERITED_P5TEST_BOTH | Should -Be 'before'
        $env:INHERITED_P5_STACK | Should -Be '(none)'
    }
}
