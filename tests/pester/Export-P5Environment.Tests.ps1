[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidUsingInvokeExpression', '', Justification = 'The text is made for it.')]
param()

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
    $saved = $env:GITHUB_ENV
}

AfterAll {
    $env:GITHUB_ENV = $saved
    Restore-Session
}

Describe 'Export-P5Environment' {
    It 'writes one text that <Format> reads' -ForEach @(
        @{ Format = 'Posix'; Text = "export P5TEST_A='it'\''s ü'`nexport P5TEST_B=''" }
        @{ Format = 'Fish'; Text = "set -gx P5TEST_A 'it\'s ü'`nset -gx P5TEST_B ''" }
        @{ Format = 'PowerShell'; Text = "`$env:P5TEST_A = 'it''s ü'`n`$env:P5TEST_B = ''" }
        @{ Format = 'Json'; Text = "{`n  `"P5TEST_A`": `"it's ü`",`n  `"P5TEST_B`": `"`"`n}" }
        @{ Format = 'Dotenv'; Text = "P5TEST_A=`"it's ü`"`nP5TEST_B=" }
    ) {
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = 'x'; P5TEST_B = '' }) -replace "'x'", '"it''s ü"')

        $text = Export-P5Environment dev $Format

        @($text).Count | Should -Be 1
        $text.ReplaceLineEndings("`n") | Should -BeExactly $Text
    }

    It 'is read back by PowerShell without -Format' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = 'x' }) -replace "'x'", '"a ''b'' $c\nd `e"')

        Export-P5Environment -Stack dev | Invoke-Expression

        $env:P5TEST_A | Should -BeExactly "a 'b' `$c`nd ``e"
        Remove-Item Env:P5TEST_A
    }

    It 'leaves the session alone' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' })

        $null = Export-P5Environment dev

        Test-Path Env:P5TEST_A | Should -BeFalse
        Clear-P5Environment -PassThru | Should -BeNullOrEmpty
    }

    It 'calls only the plugins of -<Parameter>, in the workspace of -Path' -ForEach @{ Parameter = 'Plugin' },
        @{ Parameter = 'Name' } {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }), (Get-PluginToml absent ./absent)
        Set-Location $TestDrive

        $plugins = @{ $Parameter = 'e*' }
        Export-P5Environment dev Dotenv @plugins -Path $workspace -ErrorAction Stop | Should -Be 'P5TEST_A=1'
    }

    It 'warns if a wildcard matches no plugin, and names those that there are: <Line>' -ForEach @(
        @{ Line = 'Export-P5Environment dev -Name P5TEST_*, e*' }
        @{ Line = 'Use-P5Environment dev { } -Plugin P5TEST_*' }
        @{ Line = 'Invoke-P5Authenticate dev -Plugin P5TEST_*' }
    ) {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]'

        $result = Get-Stream ([scriptblock]::Create($Line))

        $result.Warning | Should -Be ("No plugin matches 'P5TEST_*'. -Plugin takes names of plugins, not of " +
            'variables. Configured plugins: env, kubernetes.')
        $result.Error | Should -BeNullOrEmpty
    }

    It 'exports nothing if a plugin fails, and says which' {
        $null = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = '1' }), (Get-PluginToml absent ./absent)

        $streams = Get-Stream { try { Export-P5Environment dev } catch { $_ } }

        $streams.Output | Should -BeNullOrEmpty
        $streams.Error.Count | Should -Be 1
        $streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginNotFound,*'
        $streams.Error[0].TargetObject | Should -Be 'absent'
    }

    It 'writes nothing if there is no variable' {
        $null = New-Workspace -Toml '[plugins.k9s]'

        Export-P5Environment dev Posix | Should -BeNullOrEmpty
        Export-P5Environment dev Json | Should -Be '{}'
    }

    It 'warns of names that load code, and of those that two plugins give' {
        $null = New-Workspace -Toml (Get-EnvToml @{ LD_PRELOAD = 'x.so'; PULUMI_BACKEND_URL = 'a' }),
            (Get-PluginToml dev-env $DevEnv)

        $streams = Get-Stream { Export-P5Environment dev }

        $streams.Warning | Should -Contain "Plugin 'env' sets LD_PRELOAD, which loads a library into every program."
        $streams.Warning |
            Should -Contain ("Plugins 'dev-env' and 'env' both set PULUMI_BACKEND_URL; " +
                "'env' comes later in the configured order and wins.")
    }

    It 'leaves out a name that the form cannot hold, and warns' {
        $null = New-Workspace -Toml "[plugins.env.config.vars]`n'a.b' = 'hunter2'`nB = '1'"

        $streams = Get-Stream { Export-P5Environment dev Posix }

        $streams.Output | Should -Be "export B='1'"
        $streams.Warning | Should -HaveCount 1
        $streams.Warning[0] | Should -BeLike "The variable 'a.b' was not exported: *"
        $streams.Text | Should -Not -Match hunter2
        Export-P5Environment dev Json | ConvertFrom-Json | ForEach-Object 'a.b' | Should -Be 'hunter2'
    }

    It 'refuses an unknown format' {
        { Export-P5Environment dev Yaml } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    Context 'GitHubActions' {
        BeforeEach {
            $env:GITHUB_ENV = Join-Path $TestDrive 'github-env'
            Set-Content $env:GITHUB_ENV 'OTHER=kept' -NoNewline
            $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = 'x'; P5TEST_B = '1' }) -replace
                "'x'", '"100% secret\nline two"')
        }

        It 'writes masks, and appends the variables to the runner''s file' {
            $text = Export-P5Environment dev GitHubActions

            $text | Should -BeExactly "::add-mask::100%25 secret`n::add-mask::line two"
            Get-Content $env:GITHUB_ENV -Raw |
                Should -Match "\AOTHER=kept\nP5TEST_A<<(\w+)\n100% secret\nline two\n\1\nP5TEST_B<<(\w+)\n1\n\2\n\z"
        }

        It 'does neither with -WhatIf' {
            Export-P5Environment dev GitHubActions -WhatIf | Should -BeNullOrEmpty

            Get-Content $env:GITHUB_ENV -Raw | Should -Be 'OTHER=kept'
        }

        It 'needs the runner''s file, and calls no plugin without' {
            Remove-Item Env:GITHUB_ENV

            $streams = Get-Stream { try { Export-P5Environment dev GitHubActions -Verbose } catch { $_ } }

            $streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.ExportFailed,*'
            $streams.Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $streams.Verbose | Should -BeNullOrEmpty
        }

        It 'says so if the file cannot be written' {
            $env:GITHUB_ENV = Join-Path $TestDrive 'no/such/folder/env'

            { Export-P5Environment dev GitHubActions } | Should -Throw -ErrorId 'P5.ExportFailed,*'
        }
    }
}
