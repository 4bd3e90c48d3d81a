[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidUsingWriteHost', '', Justification = 'A shell that ends has no pipeline any more.')]
param()

BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force

    function New-StaticWorkspace {
        New-Workspace -Toml (Get-EnvToml @{ P5TEST_BOTH = 'base' }) -Stack @{
            dev = "config:`n  p5:plugins:`n    env:`n      config:`n        type: static`n" +
                "        vars: { P5TEST_BOTH: dev, P5TEST_DEV: dev }"
            prod = "config:`n  p5:plugins:`n    env:`n      config:`n        type: static`n" +
                "        vars: { P5TEST_BOTH: prod, P5TEST_PROD: prod }"
        }
    }

    function Get-TestVariable {
        Get-ChildItem Env: | Where-Object Name -Match '^P5(TEST|_STACK|_CREDENTIAL)' | Sort-Object Name |
            ForEach-Object { "$($_.Name)=$($_.Value)" }
    }
}

AfterAll {
    Restore-Session
}

Describe 'Use-P5Environment' {
    AfterEach {
        Clear-P5Environment
        Remove-Item Env:P5TEST_*
    }

    It 'gives the variables to the block and to what it starts, and takes them back' {
        $null = New-StaticWorkspace
        $env:P5TEST_BOTH = 'before'

        $seen = Use-P5Environment -Stack dev -ScriptBlock {
            "$env:P5TEST_BOTH $env:P5TEST_DEV $env:P5_STACK"
            & $Steps variables P5TEST_DEV
        }

        $seen | Should -Be 'dev dev dev', '[dev]'
        Get-TestVariable | Should -Be 'P5TEST_BOTH=before'
    }

    It 'takes the selected stack if none is given' {
        $null = New-StaticWorkspace
        $env:PULUMI_STACK = 'prod'
        try {
            Use-P5Environment { $env:P5_STACK } | Should -Be 'prod'
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }
    }

    It 'calls only the plugins of -Plugin, in the workspace of -Path' {
        $workspace = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = '1' }), (Get-PluginToml faulty $Faulty fail))
        Set-Location $TestDrive

        Use-P5Environment dev { $env:P5TEST_A } -Plugin env -Path $workspace | Should -Be '1'
    }

    It 'works in constrained language mode, and the block stays in it' {
        $null = New-StaticWorkspace
        $lines = Invoke-FreshPwsh {
            Import-Module $args[0]
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            1, 2 | Use-P5Environment dev { process { "$_ $env:P5TEST_DEV" } }
            Use-P5Environment dev { "$($ExecutionContext.SessionState.LanguageMode)" }
            Use-P5Environment dev { try { [System.IO.File]::Exists('x') } catch { 'denied' } }
            "$($ExecutionContext.SessionState.LanguageMode)"
        } $ModuleManifest

        $lines | Should -Be '1 dev', '2 dev', 'ConstrainedLanguage', 'denied', 'ConstrainedLanguage'
    }

    It 'restores what was applied before, and nests' {
        $null = New-StaticWorkspace
        Set-P5Environment prod
        $outside = Get-TestVariable

        $seen = Use-P5Environment dev {
            (Get-TestVariable) -join ' '
            Use-P5Environment prod { (Get-TestVariable) -join ' ' }
            (Get-TestVariable) -join ' '
        }

        $seen | Should -Be @(
            'P5_STACK=dev P5TEST_BOTH=dev P5TEST_DEV=dev'
            'P5_STACK=prod P5TEST_BOTH=prod P5TEST_PROD=prod'
            'P5_STACK=dev P5TEST_BOTH=dev P5TEST_DEV=dev')
        Get-TestVariable | Should -Be $outside
        (Clear-P5Environment -PassThru).Action | Should -Be 'Removed', 'Removed'
        Get-TestVariable | Should -BeNullOrEmpty
    }

    It 'leaves what the block changed by itself, and undoes what it set and cleared with P5' {
        $null = New-StaticWorkspace
        Set-P5Environment prod

        Use-P5Environment dev {
            $env:P5TEST_DEV = 'mine'
            $env:P5TEST_NEW = 'mine'
            Clear-P5Environment -Name env
            Set-P5Environment dev
            Clear-P5Environment
        }

        Get-TestVariable |
            Should -Be 'P5_STACK=prod', 'P5TEST_BOTH=prod', 'P5TEST_DEV=mine', 'P5TEST_NEW=mine', 'P5TEST_PROD=prod'
    }

    Context 'the block' {
        BeforeEach {
            $null = New-StaticWorkspace
        }

        It 'streams its output as it comes' {
            $order = [System.Collections.Generic.List[string]]::new()

            Use-P5Environment dev { 1..2 | ForEach-Object { $order.Add("made $_"); $_ } } |
                ForEach-Object { $order.Add("got $_") }

            $order | Should -Be 'made 1', 'got 1', 'made 2', 'got 2'
        }

        It 'runs in a child scope of the caller''s' {
            $value = 'caller'
            function Test-Scope {
                $value = 'function'
                Use-P5Environment dev { $value; $value = 'block'; Set-Variable -Name fromBlock -Value 1 -Scope 1 }
                $value, $fromBlock
            }

            Test-Scope | Should -Be 'function', 'function', 1
            $value | Should -Be 'caller'
            Use-P5Environment dev { Get-Variable Block -ErrorAction Ignore } | Should -BeNullOrEmpty
        }

        It 'gets pipeline input, whose makers see no variables' {
            1..2 | ForEach-Object { "$_$env:P5TEST_DEV" } |
                Use-P5Environment dev { process { "$_ $env:P5TEST_DEV" } end { 'end' } } |
                Should -Be '1 dev', '2 dev', 'end'
            1, $null | Use-P5Environment dev { @($input).Count } | Should -Be 2
            Use-P5Environment dev { @($input).Count } | Should -Be 0
        }

        It 'writes to every stream' {
            $result = Get-Stream {
                Use-P5Environment dev {
                    Write-Warning w
                    Write-Error e
                    Write-Verbose v -Verbose
                    Write-Information i
                    'o'
                }
            }

            $result.Output | Should -Be 'o'
            $result.Warning | Should -Be 'w'
            $result.Verbose | Should -Be 'v'
            $result.Information | Should -Be 'i'
            "$($result.Error)" | Should -Be 'e'
        }

        It 'leaves $LASTEXITCODE to the commands in it' {
            $global:LASTEXITCODE = 7
            Use-P5Environment dev { 1 } | Should -Be 1
            $LASTEXITCODE | Should -Be 7

            Use-P5Environment dev { & $Steps exit 3 }
            $LASTEXITCODE | Should -Be 3
        }

        It 'ends by <Scenario>, and everything is put back' -ForEach @(
            @{ Scenario = 'return'; Script = { Use-P5Environment dev { 1; return; 2 } }; Expected = 1 }
            @{
                Scenario = 'break'
                Script = { foreach ($i in 1..3) { Use-P5Environment dev { if ($i -eq 2) { break }; $i } } }
                Expected = 1
            }
            @{
                Scenario = 'continue'
                Script = { foreach ($i in 1..3) { Use-P5Environment dev { if ($i -eq 2) { continue } }; $i } }
                Expected = 1, 3
            }
            @{
                Scenario = 'a labelled break'
                Script = {
                    :outer foreach ($i in 1..2) { foreach ($j in 1..2) { Use-P5Environment dev { break outer } } }
                    'after'
                }
                Expected = 'after'
            }
            @{
                Scenario = 'throw'
                Script = {
                    try { Use-P5Environment dev { 1; throw 'boom' } } catch { "$_ $($_.FullyQualifiedErrorId)" }
                }
                Expected = 1, 'boom boom'
            }
            @{
                Scenario = 'an error of a statement'
                Script = { try { Use-P5Environment dev { [int]'a'; 2 } } catch { $_.Exception.GetType().Name } }
                Expected = 'RuntimeException'
            }
            @{
                Scenario = 'a stopping error'
                Script = { try { Use-P5Environment dev { Write-Error bad -ErrorAction Stop; 2 } } catch { "$_" } }
                Expected = 'bad'
            }
            @{
                Scenario = 'Select-Object -First'
                Script = { Use-P5Environment dev { 1; 2 } | Select-Object -First 1 }
                Expected = 1
            }
            @{
                Scenario = 'throw in a nested block'
                Script = { try { Use-P5Environment dev { Use-P5Environment prod { throw 'deep' } } } catch { "$_" } }
                Expected = 'deep'
            }
        ) {
            $env:P5TEST_BOTH = 'before'

            & $Script | Should -Be $Expected

            Get-TestVariable | Should -Be 'P5TEST_BOTH=before'
            Use-P5Environment dev { $env:P5TEST_BOTH } | Should -Be 'dev'
        }

        It 'puts back before the shell ends by exit' {
            $lines = Invoke-FreshPwsh {
                Import-Module $args[0]
                Set-Location $args[1]
                # The event comes when the block has been left.
                $null =
                    Register-EngineEvent PowerShell.Exiting -Action { [Console]::WriteLine("left [$env:P5TEST_DEV]") }
                Use-P5Environment dev { [Console]::WriteLine("in [$env:P5TEST_DEV]"); exit 4 }
            } $ModuleManifest, (Get-Location).Path

            $LASTEXITCODE | Should -Be 4
            $lines | Should -Be 'in [dev]', 'left []'
        }

        It 'runs its clean part with the variables still there' {
            $seen = [System.Collections.Generic.List[string]]::new()

            try {
                Use-P5Environment dev { end { throw 1 } clean { $seen.Add($env:P5TEST_DEV) } }
            }
            catch {
                $seen.Add("caught [$env:P5TEST_DEV]")
            }

            $seen | Should -Be 'dev', 'caught []'
        }
    }

    It 'puts back at Ctrl+C' {
        $workspace = New-StaticWorkspace
        $env:P5TEST_BOTH = 'before'
        $shell = New-Shell $workspace 'Use-P5Environment dev { Write-Warning running; while ($true) { Start-Sleep 1 } }'
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Warning.Count -gt 0 }
            $env:P5TEST_BOTH | Should -Be 'dev'

            $shell.Stop()

            Get-TestVariable | Should -Be 'P5TEST_BOTH=before'
            Use-P5Environment prod { $env:P5_STACK } | Should -Be 'prod'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'refuses what overlaps from another runspace, until the block ends: <Script>' -ForEach @(
        @{ Script = "Use-P5Environment prod { 'ran' }" }
        @{ Script = 'Set-P5Environment prod' }
        @{ Script = 'Clear-P5Environment' }
    ) {
        $workspace = New-StaticWorkspace
        Use-P5Environment dev {
            $shell = New-Shell $workspace $Script
            try {
                $shell.Invoke() | Should -BeNullOrEmpty
                $problem = $shell.Streams.Error[0]
                $problem.FullyQualifiedErrorId | Should -BeLike 'P5.EnvironmentInUse,*'
                $problem.CategoryInfo.Category | Should -Be 'ResourceBusy'
                $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Invoke-P5Command*'
                $env:P5_STACK | Should -Be 'dev'
            }
            finally {
                $shell.Dispose()
            }
        }

        $shell = New-Shell $workspace $Script
        $null = $shell.Invoke()
        $shell.HadErrors | Should -BeFalse
        $shell.Dispose()
    }

    It 'runs nothing if a plugin fails' {
        $null = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = '1' }),
            (Get-PluginToml recorder $Recorder -Config @{ fail = 'no entry' }))
        $ran = [System.Collections.Generic.List[string]]::new()

        { Use-P5Environment dev { $ran.Add('ran') } -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'P5.AuthenticationFailed,*' -ExpectedMessage '*no entry*'

        $ran | Should -BeNullOrEmpty
        Get-TestVariable | Should -BeNullOrEmpty
        Use-P5Environment dev { 'free again' } -Name env | Should -Be 'free again'
    }

    It 'warns if two plugins set the same name, and the later in the configuration wins' {
        $null = New-Workspace -Toml (
            (Get-EnvToml @{ P5TEST_A = 'env' }),
            (Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_A' = 'recorder' }))

        $result = Get-Stream { Use-P5Environment dev { $env:P5TEST_A } }

        $result.Output | Should -Be 'recorder'
        $result.Warning | Should -BeLike "Plugins 'env' and 'recorder' both set P5TEST_A*"
    }
}
