BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force

    function New-Secret([string] $Text) {
        ConvertTo-SecureString $Text -AsPlainText
    }
}

AfterAll {
    Restore-Session
}

Describe 'Set-P5Secret' {
    BeforeEach {
        $workspace = New-Workspace -Toml @'
[plugins.pulumi.config]
backend = "s3://state"
passphrase = "secret:shop/dev"
'@ -Stack @{ dev = ''; prod = @'
config:
  p5:plugins:
    pulumi: {backend: 's3://prod', passphrase: 'secret:prod'}
'@ }
    }

    AfterEach {
        Clear-P5Environment
        Clear-P5Credential
        Disable-P5CredentialStore -Force
    }

    It 'stores a secret, which the configuration of the location uses' {
        $null = Enable-TestStore

        $secret = Set-P5Secret shop/dev -Value (New-Secret hunter2) -WarningAction Ignore
        $null = Set-P5Secret prod -Value (New-Secret hunter2-prod) -WarningAction Ignore
        Set-P5Environment dev
        $dev = $env:PULUMI_BACKEND_URL, $env:PULUMI_CONFIG_PASSPHRASE
        Set-P5Environment prod

        $secret | Should -BeOfType P5.Secret
        $secret.Name | Should -Be shop/dev
        (Get-Item $secret.Path).FullName | Should -Be (Get-Item $workspace).FullName
        $secret | ConvertTo-Json | Should -Not -Match hunter2
        $dev | Should -Be 's3://state', 'hunter2'
        $env:PULUMI_BACKEND_URL, $env:PULUMI_CONFIG_PASSPHRASE | Should -Be 's3://prod', 'hunter2-prod'
    }

    It 'keeps it from workspaces in other folders' {
        $null = Enable-TestStore
        $null = New-Item mine -ItemType Directory
        $null = Set-P5Secret shop/dev -Path mine -Value (New-Secret hunter2) -WarningAction Ignore

        { Invoke-P5Authenticate dev -ErrorAction Stop } | Should -Throw -ErrorId 'P5.SecretNotAllowed,*'
    }

    It 'replaces a secret for other folders with -Force only' {
        $null = Enable-TestStore
        $null = New-Item mine -ItemType Directory
        $null = Set-P5Secret a -Path mine -Value (New-Secret x) -WarningAction Ignore

        { Set-P5Secret a -Value (New-Secret y) -WarningAction Ignore } |
            Should -Throw -ErrorId 'P5.SecretInvalid,*' -ExpectedMessage "Secret 'a' exists for *mine, *"
        $secret = Set-P5Secret a -Value (New-Secret y) -Force -WarningAction Ignore

        (Get-P5Secret a).Path | Should -Be $secret.Path
        $secret.Path | Should -Not -BeLike '*mine'
    }

    It 'warns that the kernel forgets its key' -Skip:(-not $IsLinux) {
        $null = Enable-TestStore

        $null = Set-P5Secret a -Value (New-Secret x) -WarningVariable warnings -WarningAction SilentlyContinue

        $warnings | Should -BeLike '*empty after a restart*'
    }

    It 'says how to turn the store on' {
        { Set-P5Secret a -Value (New-Secret x) } |
            Should -Throw -ErrorId 'P5.StoreUnusable,*' -ExpectedMessage '*is off*'
    }

    It 'fails for <Name>' -ForEach @(
        @{ Name = '../a'; Parameters = @{} }
        @{ Name = 'a'; Parameters = @{ Path = './nowhere' } }
    ) {
        $null = Enable-TestStore

        { Set-P5Secret $Name -Value (New-Secret x) @Parameters } | Should -Throw -ErrorId 'P5.SecretInvalid,*'

        Get-P5Secret | Should -BeNullOrEmpty
    }

    It 'asks no one who cannot answer' {
        $null = Enable-TestStore

        $output = Invoke-FreshPwsh {
            Import-Module $args[0]
            try { Set-P5Secret a } catch { $_.FullyQualifiedErrorId }
        } $ModuleManifest

        $output | Should -BeLike 'P5.SecretInvalid,*'
    }

    It 'changes nothing with -WhatIf' {
        Set-P5Secret a -WhatIf

        Get-P5Secret | Should -BeNullOrEmpty
    }
}
