BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Get-P5Plugin' {
    It 'shows the state of a plugin before and after a call, and starts none' {
        $workspace = New-Workspace -Stack @{ dev = '' }

        $before = Get-P5Plugin -Stack dev
        $null = Invoke-P5Authenticate dev
        $after = Get-P5Plugin -Stack dev

        $before | Should -BeOfType P5.PluginInfo
        $before.Name | Should -Be 'dev-env'
        $before.Kind | Should -Be 'External'
        $before.Command | Should -Be $DevEnv
        $before.SourceFiles | Should -Be (Join-Path $workspace 'p5.toml')
        $before.State | Should -Be 'Stopped'
        $before.ProcessId | Should -BeNullOrEmpty
        $before.HasCredential | Should -BeFalse
        $before.VariableNames | Should -BeNullOrEmpty
        $after.State | Should -Be 'Running'
        Test-Alive $after.ProcessId | Should -BeTrue
        $after.HasCredential | Should -BeTrue
        $after.VariableNames | Should -Be 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
    }

    It 'warns of a stack without a file while others have one, and names the nearest' {
        Skip-PatternInWine
        $workspace = New-Workspace
        (Get-Stream { Get-P5Plugin -Stack prdo }).Warning |
            Should -BeLike "*Pulumi.prdo.yaml: Stack 'prdo' has no file.*Did you mean prod?"

        Remove-Item (Join-Path $workspace 'Pulumi.*.yaml')

        (Get-Stream { Get-P5Plugin -Stack prdo }).Warning | Should -BeNullOrEmpty
    }

    It 'shows a built-in plugin as ready, whether it is applied or not' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        (Get-P5Plugin env).State | Should -Be 'Ready'

        Set-P5Environment dev
        try {
            $applied = Get-P5Plugin env
            $applied.State | Should -Be 'Ready'
            $applied.AppliedVariables | Should -Be 'P5TEST_A'
        }
        finally {
            Clear-P5Environment
        }
    }

    It 'needs no stack, and shows no credential without one' {
        $null = New-Workspace
        $null = Invoke-P5Authenticate dev

        $result = Get-Stream { Get-P5Plugin -Verbose }

        $result.Error | Should -BeNullOrEmpty
        $result.Output.State | Should -Be 'Running'
        $result.Output.HasCredential | Should -BeFalse
        $result.Verbose[0] | Should -BeLike 'No stack is selected in *: read *p5.toml*'
    }

    It 'lists a built-in plugin as such' {
        $null = New-Workspace -Toml '[plugins.kubernetes]'

        $plugin = Get-P5Plugin

        $plugin.Kind | Should -Be 'Builtin'
        $plugin.Command | Should -BeExactly ''
    }

    It 'shows what a built-in source runs and requests' {
        $null = New-Workspace -Toml @'
[plugins.token]
builtin = "command"
config = { command = ["op", "read", "a b"], variable = "TOKEN" }
[plugins.vault.config]
address = "https://vault.example.com"
variables = { A = "a/b#c" }
'@

        $token, $vault = Get-P5Plugin

        $token.BuiltIn | Should -Be 'command'
        $token.Uses | Should -Be "token: command op read 'a b'"
        $vault.BuiltIn | Should -Be 'vault'
        $vault.Uses | Should -Be 'vault: requests to https://vault.example.com'
        $vault | Format-List | Out-String | Should -Match 'Uses +: vault: requests to https://vault.example.com'
    }

    It 'selects by -Name with wildcards and reports an unknown one' {
        $null = New-Workspace -Toml '[plugins.k9s]', '[plugins.kubernetes]', '[plugins.grafana]'

        $result = Get-Stream { Get-P5Plugin k*, nobody, none* }

        $result.Output.Name | Should -Be 'k9s', 'kubernetes'
        $result.Error | Should -HaveCount 1
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginNotFound,*'
        $result.Error[0].TargetObject | Should -Be 'nobody'
    }

    It 'asks whether <Meant> is meant by <Name>' -ForEach @(
        @{ Name = 'dev'; Meant = '-Stack dev' }
        @{ Name = 'org/shop/prod'; Meant = '-Stack org/shop/prod' }
        @{ Name = 'kubernets'; Meant = 'kubernetes' }
    ) {
        $null = New-Workspace -Toml '[plugins.kubernetes]'

        foreach ($command in { Get-P5Plugin $Name }, { Invoke-P5Authenticate dev -Name $Name }) {
            $result = Get-Stream $command

            $result.Error | Should -HaveCount 1
            $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginNotFound,*'
            "$($result.Error[0])" | Should -BeLike "* Did you mean $Meant`?"
        }

        $result = Get-Stream { Get-P5Plugin nobody }
        "$($result.Error[0])" | Should -Not -BeLike '*mean*'
    }

    It 'lists the plugins of a stack whose file is malformed, and says so' {
        $workspace = New-Workspace -Stack @{ dev = "config:`n  a: [`n" }

        $result = Get-Stream { Get-P5Plugin -Stack dev }

        $result.Output.Name | Should -Be 'dev-env'
        $result.Error | Should -HaveCount 1
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.ConfigInvalid,*'
        $result.Error[0].TargetObject | Should -Be (Join-Path $workspace 'Pulumi.dev.yaml')
    }

    It 'shows each whole at 80 columns' {
        $null = New-Workspace
        $null = Invoke-P5Authenticate dev
        $id = (Get-P5Plugin).ProcessId

        # The first one has no process: its empty column must not make the second one's id short.
        $lines = ((Get-P5Plugin -Name dev-env), (Get-P5Plugin -Stack dev) | Out-String -Width 80) -split '\r?\n' -ne ''

        $lines[0] | Should -Match '^Name +Kind +State +ProcessId +ExpiresAt +Command *$'
        ($lines -match '^dev-env ')[1] | Should -Match "^dev-env +External +Running +$id +never +"
    }

    It 'keeps a process id whole below a plugin that has none' {
        $null = New-Workspace -Toml ('[plugins.cloudflare]', (Get-PluginToml dev-env $DevEnv))
        $null = Invoke-P5Authenticate dev
        $id = (Get-P5Plugin dev-env).ProcessId

        Get-P5Plugin | Out-String -Width 80 | Should -Match "dev-env +External +Running +$id "
    }
}
