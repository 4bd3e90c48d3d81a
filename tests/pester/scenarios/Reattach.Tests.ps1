<#
A plugin that runs under a debugger, as P5_REATTACH_PLUGINS says. Each is a process that the test starts and ends; a
breakpoint is a stopped process.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidUsingInvokeExpression', '', Justification = 'The line that a plugin prints is there to be pasted.')]
param()

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    Remove-Item Env:P5_PLUGIN -ErrorAction Ignore

    # Starts dev-env as its author does, and hands out its process and what it says of itself.
    function Start-DebuggedPlugin {
        $output = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).txt"
        $redirect = @{ RedirectStandardOutput = $output; RedirectStandardError = "$output.err" }
        $process = Start-Process $DevEnv '--p5-debug' -PassThru @redirect
        Wait-Until { (Get-Content -Raw $output) -like '*another name*' }
        $script:Started += $process
        [pscustomobject]@{
            Process = $process
            Line    = (Get-Content $output | Where-Object { $_ -match '^\s*\$env:' }).Trim()
        }
    }

    function Send-Signal([string] $Name, [int] $ProcessId) {
        & /bin/kill -s $Name $ProcessId
        $LASTEXITCODE | Should -Be 0
    }
}

AfterAll {
    Restore-Session
}

Describe 'P5_REATTACH_PLUGINS' {
    BeforeEach {
        $script:Started = @()
        # The command leads nowhere: only the variable can lead to the plugin. Its timeout does not limit a debugger.
        $null = New-Workspace -Toml @(
            '[plugins.dev-env]'
            'cmd = "./nowhere"'
            'timeout = "250ms"'
        )
    }

    AfterEach {
        Remove-Item Env:P5_REATTACH_PLUGINS -ErrorAction Ignore
        Stop-P5Plugin
        Clear-P5Credential
        foreach ($process in $script:Started) {
            $process.Kill()
            $process.WaitForExit()
        }
    }

    It 'calls the plugin that the pasted line names, warns once, and shows it as attached' {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line

        $first = Get-Stream { Invoke-P5Authenticate dev }
        $second = Get-Stream { Invoke-P5Authenticate dev -Force }
        $shown = Get-P5Plugin

        $first.Error | Should -BeNullOrEmpty
        $first.Output.VariableNames | Should -Be 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE'
        $first.Warning | Should -Be ('dev-env: P5_REATTACH_PLUGINS is set: ' +
            "attached to process $($plugin.Process.Id); no process was started.")
        $second.Warning | Should -BeNullOrEmpty
        $shown.State | Should -Be 'Attached'
        $shown.ProcessId | Should -Be $plugin.Process.Id
    }

    It 'waits for a plugin that stands still' -Skip:$IsWindows {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line
        $null = Invoke-P5Authenticate dev -WarningAction Ignore
        Send-Signal STOP $plugin.Process.Id

        # Longer than the configured timeout.
        $id = $plugin.Process.Id
        $resume = Start-ThreadJob { Start-Sleep -Milliseconds 700; & /bin/kill -s CONT $using:id }
        $answer = Get-Stream { Invoke-P5Authenticate dev -Force }
        $null = $resume | Receive-Job -Wait -AutoRemoveJob

        $answer.Error | Should -BeNullOrEmpty
        $answer.Output.Plugin | Should -Be 'dev-env'
        $answer.Output.FromCache | Should -BeFalse
    }

    It 'leaves the plugin running after <Scenario>' -ForEach @(
        @{ Scenario = 'Stop-P5Plugin'; End = { Stop-P5Plugin } }
        @{ Scenario = 'Remove-Module'; End = { Remove-Module P5; Import-Module $ModuleManifest } }
    ) {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line
        $null = Invoke-P5Authenticate dev -WarningAction Ignore

        & $End

        $plugin.Process.HasExited | Should -BeFalse
        (Get-Stream { Invoke-P5Authenticate dev -Force }).Output.Plugin | Should -Be 'dev-env'
    }

    It 'leaves the plugin running after the end of the shell' {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line

        $printed = Invoke-FreshPwsh { Import-Module $args[0]; (Invoke-P5Authenticate dev).Plugin } $ModuleManifest

        $printed | Should -Contain 'dev-env'
        $plugin.Process.HasExited | Should -BeFalse
        (Invoke-P5Authenticate dev -WarningAction Ignore).Plugin | Should -Be 'dev-env'
    }

    It 'says that the plugin is the one of the variable when it is gone' {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line
        $null = Invoke-P5Authenticate dev -WarningAction Ignore
        $plugin.Process.Kill()
        $plugin.Process.WaitForExit()

        $died = Get-Stream { Invoke-P5Authenticate dev -Force }
        $gone = Get-Stream { Invoke-P5Authenticate dev -Force }

        $died.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginCrashed,*'
        $gone.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.PluginAttachFailed,*'
        foreach ($failure in $died.Error[0], $gone.Error[0]) {
            "$failure" | Should -BeLike "*P5_REATTACH_PLUGINS*process $($plugin.Process.Id)*"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*remove the variable*'
        }
    }

    It 'ends a command with P5.ConfigInvalid when the variable cannot be read' {
        $env:P5_REATTACH_PLUGINS = '{"dev-env": oops}'

        { Invoke-P5Authenticate dev } | Should -Throw -ErrorId 'P5.ConfigInvalid,*' -ExceptionType ([Exception])
        { Get-P5Plugin } | Should -Throw '*P5_REATTACH_PLUGINS*line 1, character 13*'
    }

    It 'warns of a name that the workspace does not have' {
        $plugin = Start-DebuggedPlugin
        Invoke-Expression $plugin.Line.Replace('"dev-env"', '"dev-evn"')

        (Get-Stream { Get-P5Plugin }).Warning |
            Should -Be "P5_REATTACH_PLUGINS: This workspace has no external plugin 'dev-evn'."
    }
}
