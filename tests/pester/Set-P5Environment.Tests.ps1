BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Set-P5Environment' {
    AfterEach {
        Clear-P5Environment
        Remove-Item Env:P5TEST_*
    }

    It 'puts the variables of piped credentials into the session' {
        $null = New-Workspace -Stack @{ dev = Get-StackYaml dev-env @{ backendUrl = 's3://dev' } }

        Invoke-P5Authenticate dev | Set-P5Environment | Should -BeNullOrEmpty

        $env:PULUMI_BACKEND_URL | Should -Be 's3://dev'
    }

    It 'takes credentials also as its argument: <Scenario>' -ForEach @(
        @{ Scenario = 'one'; Name = 'env' }
        @{ Scenario = 'several'; Name = '*' }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]'
        $credentials = Invoke-P5Authenticate dev -Plugin $Name

        Set-P5Environment $credentials

        $env:P5TEST_A | Should -Be '1'
    }

    It 'gives a plugin that is started for a stack nothing of another one' {
        $null = New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ inherited = 'P5TEST_PROD' }) -Stack @{
            dev  = ''
            prod = Get-StackYaml recorder @{ 'env.P5TEST_PROD' = '1' }
        }
        Set-P5Environment prod
        Stop-P5Plugin
        $env:P5TEST_PROD | Should -Be '1'

        Set-P5Environment dev

        $env:INHERITED_P5TEST_PROD | Should -Be '(none)'
    }

    It 'reads an edited .env again without -Force' {
        $workspace = New-Workspace -Toml "[plugins.env.config]`npath = '.env'"
        Set-Content $workspace/.env 'P5TEST_A=1'
        Set-P5Environment dev
        $env:P5TEST_A | Should -Be '1'

        Set-Content $workspace/.env 'P5TEST_A=2'
        Set-P5Environment dev

        $env:P5TEST_A | Should -Be '2'
    }

    It 'calls the plugins again with -Force' {
        $null = New-Workspace -Toml "[plugins.env.config]`ncommand = ['sh', '-c', 'echo P5TEST_A=`$(cat counter)']"
        if (-not (Get-Command sh -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'it needs sh'
        }

        Set-Content counter 1
        Set-P5Environment dev
        Set-Content counter 2

        Set-P5Environment dev
        $env:P5TEST_A | Should -Be '1'
        Set-P5Environment dev -Force

        $env:P5TEST_A | Should -Be '2'
    }

    It 'has no -Force for credentials that are given' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        $credential = Invoke-P5Authenticate dev

        { Set-P5Environment -Credential $credential -Force } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'keeps an empty variable empty: set, not absent' {
        $null = New-Workspace

        Invoke-P5Authenticate dev | Set-P5Environment

        Test-Path Env:PULUMI_CONFIG_PASSPHRASE | Should -BeTrue
        $env:PULUMI_CONFIG_PASSPHRASE | Should -BeExactly ''
    }

    It 'hands the variables to native commands' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'héllo wörld' })
        Set-P5Environment dev

        & $Steps variables P5TEST_A | Should -Be '[héllo wörld]'
    }

    It 'calls the plugins itself with -Stack, and also without' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        Set-P5Environment dev
        $env:P5TEST_A | Should -Be '1'
        Clear-P5Environment

        $env:PULUMI_STACK = 'prod'
        try {
            Set-P5Environment
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }

        $env:P5TEST_A | Should -Be '1'
    }

    It 'calls no plugin if the pipeline brings no credential' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        $env:PULUMI_STACK = 'dev'
        try {
            Get-Stream {
                Invoke-P5Authenticate dev -Plugin none* -WarningAction Ignore | Set-P5Environment -Verbose
            } | ForEach-Object Text | Should -BeNullOrEmpty
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }

        Test-Path Env:P5TEST_A | Should -BeFalse
    }

    It 'says with -PassThru what it did, without values' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'v-1'; P5TEST_B = 'v-2' })

        $changes = Set-P5Environment dev -PassThru

        $changes | Should -BeOfType P5.EnvironmentChange
        $changes.Name | Should -Be 'P5TEST_A', 'P5TEST_B'
        $changes.Action | Should -Be 'Set', 'Set'
        $changes.Plugin | Should -Be 'env', 'env'
        $changes | Format-List * | Out-String | Should -Not -Match 'v-1'
    }

    It 'leaves nothing of the old stack behind after a change' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_BOTH = 'base' }) -Stack @{
            dev  = ''
            prod = "config:`n  p5:plugins:`n    env:`n      config:`n        type: static`n" +
                "        vars: { P5TEST_PROD: secret, P5TEST_BOTH: prod }"
        }
        Set-P5Environment prod
        $env:P5TEST_PROD | Should -Be 'secret'

        $changes = Set-P5Environment dev -PassThru

        Test-Path Env:P5TEST_PROD | Should -BeFalse
        $env:P5TEST_BOTH | Should -Be 'base'
        $changes | ForEach-Object { "$_" } |
            Should -Be 'P5TEST_BOTH: Removed', 'P5TEST_PROD: Removed', 'P5TEST_BOTH: Set'
    }

    It 'leaves nothing of the old stack behind if the new one gives no credential' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }) -Stack @{
            dev  = Get-StackYaml env @{ type = 'nonsense' }
            prod = ''
        }
        Set-P5Environment prod

        $result = Get-Stream { Set-P5Environment dev -PassThru }

        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed,*'
        $result.Output.Action | Should -Be 'Removed'
        Test-Path Env:P5TEST_A | Should -BeFalse
    }

    Context 'several plugins' {
        BeforeAll {
            # The configured order is the reverse of the alphabetical one.
            $workspace = New-Workspace -Toml @(
                'order = ["kubernetes", "recorder", "env"]'
                Get-EnvToml @{ P5TEST_X = 'env' }
                '[plugins.kubernetes]'
                Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_X' = 'recorder'; 'env.P5TEST_R' = '1' }
                Get-PluginToml zoo $Recorder -Config @{ 'env.P5TEST_R' = '2' })
        }

        BeforeEach {
            Set-Location $workspace
            $credentials = Invoke-P5Authenticate dev
        }

        It 'are applied in the configured order, however they come: <Order>' -ForEach @(
            @{ Order = 'env', 'kubernetes', 'recorder', 'zoo' }
            @{ Order = 'zoo', 'env', 'recorder', 'kubernetes' }
            @{ Order = 'recorder', 'zoo', 'env', 'kubernetes' }
        ) {
            $changes = $Order | ForEach-Object { $name = $_; $credentials | Where-Object Plugin -eq $name } |
                Set-P5Environment -PassThru -WarningVariable warnings -WarningAction SilentlyContinue

            $env:P5TEST_X, $env:P5TEST_R | Should -Be 'env', '2'
            $changes | ForEach-Object { "$($_.Name) $($_.Plugin)" } | Should -Be 'P5TEST_R zoo', 'P5TEST_X env'
            $warnings | ForEach-Object Message | Should -Be @(
                "Plugins 'recorder' and 'zoo' both set P5TEST_R; 'zoo' comes later in the configured order and wins."
                "Plugins 'recorder' and 'env' both set P5TEST_X; 'env' comes later in the configured order and wins.")
            (Get-P5Environment).Plugins | Should -Be 'kubernetes', 'recorder', 'env', 'zoo'
        }

        It 'are applied in that order from the cache, and one after another' {
            Get-P5Credential | Set-P5Environment -WarningAction Ignore
            $env:P5TEST_X | Should -Be 'env'

            $credentials | Where-Object Plugin -eq recorder | Set-P5Environment -WarningVariable warnings 3>$null

            $env:P5TEST_X | Should -Be 'env'
            $warnings | ForEach-Object Message | Should -Contain (
                "Plugins 'recorder' and 'env' both set P5TEST_X; 'env' comes later in the configured order and wins.")
        }

        It 'are the same for every way to apply them: <Way>' -ForEach @(
            @{ Way = 'Set-P5Environment'; Script = { Set-P5Environment dev; $env:P5TEST_X } }
            @{ Way = 'the pipeline'; Script = { Invoke-P5Authenticate dev -Force | Set-P5Environment; $env:P5TEST_X } }
            @{ Way = 'Use-P5Environment'; Script = { Use-P5Environment dev { $env:P5TEST_X } } }
            @{ Way = 'Invoke-P5Command'; Script = { Invoke-P5Command -Stack dev $Steps variables P5TEST_X } }
            @{ Way = 'Export-P5Environment'; Script = { (Export-P5Environment dev Json | ConvertFrom-Json).P5TEST_X } }
            @{
                Way = 'a block for some plugins of an applied stack'
                Script = {
                    Set-P5Environment dev
                    Use-P5Environment dev { $env:P5TEST_X } -Plugin recorder
                }
            }
        ) {
            (Get-Stream $Script).Output.Trim('[', ']') | Should -Be 'env'
        }

        It 'leave what the others set if one fails' {
            $null = New-Workspace -Toml @(
                'order = ["env", "recorder"]'
                Get-EnvToml @{ P5TEST_X = 'env' }
                Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_X' = 'recorder'; fail = 'no entry' })

            $result = Get-Stream { Set-P5Environment dev }

            $result.Error.FullyQualifiedErrorId | Should -BeLike 'P5.AuthenticationFailed,*'
            $env:P5TEST_X | Should -Be 'env'
            (Get-P5Environment).Plugins | Should -Be 'env'
        }

        It 'set nothing if one fails and errors stop: <_>' -ForEach 'Set-P5Environment dev -ErrorAction Stop',
            'Invoke-P5Authenticate dev -ErrorAction Stop | Set-P5Environment' {
            $null = New-Workspace -Toml @(
                'order = ["env", "recorder"]'
                Get-EnvToml @{ P5TEST_X = 'env' }
                Get-PluginToml recorder $Recorder -Config @{ fail = 'no entry' })

            { & ([scriptblock]::Create($_)) } | Should -Throw -ErrorId 'P5.AuthenticationFailed,*'

            Test-Path Env:P5TEST_X | Should -BeFalse
            Get-P5Environment | Should -BeNullOrEmpty
        }
    }

    It 'applies the stack that comes last in the pipeline, and names the other' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]'
        $dev = Invoke-P5Authenticate dev
        $prod = Invoke-P5Authenticate prod

        $result = Get-Stream { $dev[0], $prod[0], $dev[1], $prod[1] | Set-P5Environment }

        $result.Warning | Should -BeLike "Credentials for stack 'dev' of * are not applied*'prod' of * came last."
        (Get-P5Environment).Stack | Should -Be 'prod'
        (Get-P5Environment).Plugins | Should -Be 'env', 'kubernetes'
    }

    It 'takes credentials from the pipeline with a default for <Parameter>' -ForEach @(
        @{ Parameter = 'Stack'; Value = 'dev' }
        @{ Parameter = 'Plugin'; Value = 'env' }
        @{ Parameter = 'Name'; Value = 'env' }
        @{ Parameter = 'Path'; Value = '.' }
        @{ Parameter = 'Workspace'; Value = '.' }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        $PSDefaultParameterValues = @{ "*-P5*:$Parameter" = $Value }

        Invoke-P5Authenticate -Stack dev | Set-P5Environment

        $env:P5TEST_A | Should -Be '1'
        Use-P5Environment -Stack prod { $env:P5_STACK } | Should -Be 'prod'
        Set-P5Environment -Credential (Invoke-P5Authenticate -Stack prod) -WarningAction Ignore
        $env:P5_STACK | Should -Be 'prod'
    }

    It 'says that -Stack does not change the stack of credentials' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })

        $result = Get-Stream { Invoke-P5Authenticate prod | Set-P5Environment -Stack dev }

        $result.Warning |
            Should -Be "The credentials are for stack 'prod', not 'dev'. -Stack has no effect on them."
        $env:P5_STACK | Should -Be 'prod'
    }

    It 'warns of a variable with which no program can be started: <Way>' -Skip:(-not $IsLinux) -ForEach @(
        @{ Way = 'Set-P5Environment'; Script = { Set-P5Environment dev } }
        @{ Way = 'the pipeline'; Script = { Invoke-P5Authenticate dev | Set-P5Environment } }
        @{ Way = 'Use-P5Environment'; Script = { Use-P5Environment dev { } } }
        @{ Way = 'Export-P5Environment'; Script = { $null = Export-P5Environment dev } }
        @{
            Way = 'auto environment'
            Script = {
                $null = Approve-P5Workspace
                Enable-P5AutoEnvironment
                Disable-P5AutoEnvironment
            }
        }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_BIG = 'x' * 200000; P5TEST_A = '1' })
        $env:PULUMI_STACK = 'dev'
        try {
            $result = Get-Stream $Script
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }

        $result.Warning | Should -Be ("Plugin 'env' sets P5TEST_BIG, which has 200,012 bytes. The system starts no " +
            'program with a variable of more than 131,072 bytes.')
        $result.Error | Should -BeNullOrEmpty
    }

    It 'warns if two plugins set the same name, and the later wins' {
        $null = New-Workspace -Toml @(
            'order = ["env", "dev-env"]'
            Get-EnvToml @{ PULUMI_BACKEND_URL = 'file://env' }
            Get-PluginToml dev-env $DevEnv -Config @{ backendUrl = 'file://dev-env' })

        $result = Get-Stream { Set-P5Environment dev }

        $result.Warning | Should -BeLike "Plugins 'env' and 'dev-env' both set PULUMI_BACKEND_URL*"
        $env:PULUMI_BACKEND_URL | Should -Be 'file://dev-env'
    }

    It 'sets names that change how programs load code, with a warning, and <Cmdlet> does so too' -ForEach @(
        @{ Cmdlet = 'Set-P5Environment'; Script = { Set-P5Environment dev; $env:PERL5LIB } }
        @{ Cmdlet = 'Use-P5Environment'; Script = { Use-P5Environment dev { $env:PERL5LIB } } }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ PERL5LIB = 'lib'; P5TEST_A = '1' })

        $result = Get-Stream $Script

        $result.Output | Should -Be 'lib'
        $result.Warning | Should -Be "Plugin 'env' sets PERL5LIB, which changes which modules Perl programs load."
    }

    Context '-WhatIf' {
        BeforeAll {
            $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'v-1' })
        }

        It 'changes nothing' {
            Set-P5Environment dev -WhatIf
            Invoke-P5Authenticate dev | Set-P5Environment -WhatIf

            Test-Path Env:P5TEST_A | Should -BeFalse
        }

        It 'previews with -PassThru' {
            $changes = Invoke-P5Authenticate dev | Set-P5Environment -WhatIf -PassThru

            "$changes" | Should -Be 'P5TEST_A: Set'
            Test-Path Env:P5TEST_A | Should -BeFalse
        }

        It 'previews a change of stack as a whole: each variable once' {
            $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = 'v-1' }), (Get-PluginToml dev-env $DevEnv))
            Set-P5Environment prod

            $preview = Set-P5Environment dev -WhatIf -PassThru | ForEach-Object { "$_" } | Sort-Object
            $real = Set-P5Environment dev -PassThru | ForEach-Object { "$_" } | Sort-Object

            $preview | Should -Be $real
        }

        It 'says what would be done, in words' {
            $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'v-1' })
            $lines = Invoke-FreshPwsh {
                Import-Module $args[0]
                Set-P5Environment dev -WhatIf
                Set-P5Environment prod
                Set-P5Environment dev -WhatIf
                Clear-P5Environment -WhatIf
            } $ModuleManifest

            $lines | ForEach-Object Trim | Where-Object { $_ } | Should -Be @(
                'What if: Performing the operation "Set from plugin ''env'' for stack ''dev''" on target "P5TEST_A ' +
                'of this session".'
                'What if: Performing the operation "Restore what plugin ''env'' changed for stack ''prod''" on ' +
                'target "P5TEST_A of this session".'
                'What if: Performing the operation "Set from plugin ''env'' for stack ''dev''" on target "P5TEST_A ' +
                'of this session".'
                'What if: Performing the operation "Restore what plugin ''env'' changed for stack ''prod''" on ' +
                'target "P5TEST_A of this session".')
        }
    }

    It 'changes and writes nothing if the user says no' {
        Skip-QuestionInWine
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })

        $lines = 'n' | & $PwshCommand @PwshArguments -NoProfile -Command "
            Import-Module '$ModuleManifest'
            Set-P5Environment dev -Confirm -PassThru | Format-List
            Test-Path Env:P5TEST_A"

        $text = $lines -join "`n"
        $text | Should -Match 'Are you sure you want to perform this action\?'
        $text | Should -Match "Set from plugin 'env' for stack 'dev'"
        $text | Should -Not -Match 'Action +:'
        $lines[-1] | Should -Be 'False'
    }

    It 'asks once for a stack, and names its plugins' {
        Skip-QuestionInWine
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]')

        $answers = 'y', 'y', 'n', 'y', 'n'
        $lines = $answers | & $PwshCommand @PwshArguments -NoProfile -Command "
            Import-Module '$ModuleManifest'
            function Show { `"<`$env:P5_STACK `$env:P5TEST_A>`" }
            Set-P5Environment dev -Confirm; Show
            Set-P5Environment prod -Confirm; Show
            Set-P5Environment dev -Confirm; Show
            Clear-P5Environment -Confirm; Show"

        # The console breaks long lines.
        $text = $lines -join ' ' -replace ' +', ' '
        $questions = [regex]::Matches($text, 'operation "(.*?)"').ForEach({ $_.Groups[1].Value })
        $questions | Should -Be @(
            "Set from plugins 'env', 'kubernetes' for stack 'dev'"
            "Restore what plugins 'env', 'kubernetes' changed for stack 'dev'"
            "Set from plugins 'env', 'kubernetes' for stack 'prod'"
            "Set from plugins 'env', 'kubernetes' for stack 'dev'"
            "Restore what plugins 'env', 'kubernetes' changed for stack 'dev'")
        [regex]::Matches($text, '<.*?>').Value | Should -Be '<dev 1>', '< >', '<dev 1>', '<dev 1>'
    }

    It 'applies nothing if the user does not let go of the other stack' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })

        $lines = 'n' | & $PwshCommand @PwshArguments -NoProfile -Command "
            Import-Module '$ModuleManifest'
            Set-P5Environment dev
            Set-P5Environment prod -Confirm
            `$env:P5_STACK"

        $lines[-1] | Should -Be 'dev'
    }

    It 'refuses what is not a credential' {
        { 'text' | Set-P5Environment -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound*'
    }

    It 'works under strict mode, in functions and in a runspace of its own' {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })
        $null = Start-ThreadJob {
            Set-StrictMode -Version Latest
            Import-Module $using:ModuleManifest
            Set-Location $using:workspace
            function Use-Dev { Invoke-P5Authenticate dev | Set-P5Environment }
            Use-Dev
        } | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop

        # One environment, and one record of what was applied, for all runspaces.
        $env:P5TEST_A | Should -Be '1'
        (Clear-P5Environment -PassThru).Action | Should -Be 'Removed'
    }
}
