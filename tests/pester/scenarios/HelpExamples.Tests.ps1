BeforeDiscovery {
    # CONTRIBUTING.md says what examples may expect, and what of their output is compared.
    $Pages = Get-ChildItem "$PSScriptRoot/../../../docs/cmdlets/*.md" | ForEach-Object {
        $examples = [System.Collections.Generic.List[hashtable]]::new()
        $fence = ''
        $inExamples = $false
        foreach ($line in Get-Content $_) {
            if ($fence -and $line -eq '```') {
                $fence = ''
            }
            elseif ($fence) {
                $examples[-1][$fence] += @($line)
            }
            elseif ($line -match '^## ') {
                $inExamples = $line -eq '## Examples'
            }
            elseif ($inExamples -and $line -match '^### (?<Title>.+)') {
                $examples.Add(@{ Title = $Matches.Title; powershell = @(); text = @(); sample = @() })
            }
            elseif ($inExamples -and $line -match '^```(?<Language>\w+)(?<Sample> sample)?$') {
                $fence = $Matches['Sample'] ? 'sample' : $Matches.Language
            }
        }

        @{ Name = $_.BaseName; Examples = $examples }
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # A pulumi that says how it was called. The module is found as an installed one is, also in parallel runspaces.
    $Bin = (New-Item (Join-Path $TestDrive bin) -ItemType Directory).FullName
    if ($IsWindows) {
        Set-Content (Join-Path $Bin pulumi.cmd) '@echo pulumi %*'
    }
    else {
        Set-Content (Join-Path $Bin pulumi) "#!/bin/sh`necho `"pulumi `$*`""
        [System.IO.File]::SetUnixFileMode((Join-Path $Bin pulumi), 'UserRead, UserExecute')
    }

    # Beside the workspaces, where p5.toml of the quickstart looks for it.
    $null = New-Item (Join-Path $TestDrive plugins/dev-env-csharp) -ItemType Directory
    Copy-Item (Split-Path $DevEnv) (Join-Path $TestDrive plugins/dev-env-csharp/bin) -Recurse

    $Environment = [System.Environment]::GetEnvironmentVariables()
    $Separator = [System.IO.Path]::PathSeparator

    function Initialize-Environment {
        $env:PATH = $Bin + $Separator + $Environment.PATH
        $env:PSModulePath = (Split-Path (Split-Path (Split-Path $ModuleManifest))) + $Separator +
            $Environment.PSModulePath
        $env:PULUMI_STACK = 'dev'
    }

    function Restore-Environment {
        Clear-P5Environment
        Clear-P5Credential
        Stop-P5Plugin
        $names = @([System.Environment]::GetEnvironmentVariables().Keys) + @($Environment.Keys) | Sort-Object -Unique
        foreach ($name in $names) {
            [System.Environment]::SetEnvironmentVariable($name, $Environment[$name] ?? [NullString]::Value)
        }
    }

    function New-Quickstart {
        $path = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        Copy-Item (Join-Path $Repository examples/quickstart) $path -Recurse
        if ($IsWine) {
            # AutoMTLS, the default on Windows, needs keys that Wine does not have.
            $file = Join-Path $path p5.toml
            (Get-Content $file) -replace '^cmd = ', "mtls = 'never'`n`$0" | Set-Content $file
        }

        $path
    }

    $NotInWine = @{
        "Find where a plugin's settings come from" = 'p5.toml has one more setting there'
        "Run some lines with a stack's variables"  = 'Wine does not find the files that PowerShell looks for: pulumi.*'
    }

    # What of two outputs must be the same: not how wide columns are, the workspace's folder, nor numbers of several
    # digits.
    function Get-Comparable([string] $Text, [string] $Workspace) {
        $Text.Replace($Workspace, '/home/me/quickstart').Replace('\', '/') -split '\r?\n' |
            ForEach-Object { ($_ -replace '-{2,}', '--' -replace '\b\d{2,}\b', '00' -replace '\s+', ' ').Trim() } |
            Where-Object { $_ }
    }
}

AfterAll {
    Restore-Session
}

Describe 'The examples of <Name>' -ForEach $Pages {
    BeforeAll {
        Initialize-Environment
        $Workspace = New-Quickstart
        $Shell = [powershell]::Create()
        $null = $Shell.AddScript('Set-StrictMode -Version Latest').Invoke()
    }

    AfterAll {
        $Shell.Dispose()
        Restore-Environment
    }

    It 'are read from its page' {
        $Examples.Count | Should -BeGreaterOrEqual 3
    }

    It 'run: <Title>' -ForEach $Examples {
        if ($IsWine -and $NotInWine[$Title]) {
            Set-ItResult -Skipped -Because $NotInWine[$Title]
        }

        $Shell.Commands.Clear()
        $null = $Shell.AddCommand('Set-Location').AddParameter('LiteralPath', $Workspace).Invoke()
        $Shell.Commands.Clear()
        $Shell.Streams.ClearStreams()

        $printed = $Shell.AddScript($powershell -join "`n").AddCommand('Out-String').AddParameter(
            'Width', 300).Invoke() -join ''

        $Shell.Streams.Error | Should -BeNullOrEmpty
        if ($text) {
            Get-Comparable $printed $Workspace |
                Should -Be @(Get-Comparable ($text -join "`n") $Workspace) -Because "it printed:`n$printed`n"
        }
    }
}
