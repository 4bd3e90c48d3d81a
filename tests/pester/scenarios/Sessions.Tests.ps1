BeforeDiscovery {
    $NoTrace = $IsLinux ? -not (Get-Command strace -CommandType Application -ErrorAction Ignore) : $true
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Importing the module' {
    It 'opens its own three files, starts nothing and goes to no network (needs strace)' -Skip:$NoTrace {
        $null = New-Workspace
        $trace = Join-Path $TestDrive 'trace'
        $script = "Import-Module '$ModuleManifest'; [System.IO.File]::Exists('/imported')"

        $shell = @($PwshCommand) + $PwshArguments + '-NoProfile', '-NonInteractive', '-Command', $script
        $said = strace -f -qq -e 'trace=%file,socket' -o $trace @shell 2>&1

        if ("$said" -match 'not permitted') {
            Set-ItResult -Skipped -Because 'processes must not be traced here'
        }

        # strace writes a call in two parts if another thread's call comes between its begin and its end.
        $begun = @{}
        $calls = @(switch -Regex -File $trace {
                '^(?<Thread>\d+) +<\.\.\. \w+ resumed>(?<End>.*)' { $begun[$Matches.Thread] + $Matches.End; continue }
                '^(?<Thread>\d+) +(?<Begin>.*) <unfinished \.\.\.>$' {
                    $begun[$Matches.Thread] = $Matches.Begin
                    continue
                }
                '^\d+ +(?<Call>.*)' { $Matches.Call }
            })

        # From the manifest on, up to the mark.
        $from = [array]::FindIndex($calls, [Predicate[string]] { $args[0] -match '^open.*P5\.psd1' })
        $to = [array]::FindLastIndex($calls, [Predicate[string]] { $args[0] -match '"/imported"' })
        $to | Should -BeGreaterThan $from
        $during = $calls[$from..$to]

        $during -match '^(execve|socket)' | Should -BeNullOrEmpty
        $during -match '^open(at)?\(.* = \d+$' -replace '^[^"]*"([^"]*)".*', '$1' |
            Where-Object { $_ -notmatch '^/(proc|sys|dev)/' -and $_ -notlike "$PSHOME*" -and
                $_ -notmatch '/shared/Microsoft\.NETCore' } |
            Split-Path -Leaf | Sort-Object -Unique |
            Should -Be 'P5.format.ps1xml', 'P5.PowerShell.dll', 'P5.psd1'
        # Where a file of the host would be looked at, its name shows even if it is not opened.
        $during -match '/P5/[^/]*/lib/|Pulumi|p5\.toml' | Should -BeNullOrEmpty
    }
}

Describe 'A session of its own' {
    It 'works in a job of another process, and sends names back, no values' {
        $workspace = New-Workspace -Toml (Get-EnvToml @{ P5TEST_A = 'hunter2' })
        $job = Start-Job -WorkingDirectory $workspace -ArgumentList $ModuleManifest {
            Import-Module $args[0]
            Invoke-P5Authenticate dev
        }
        try {
            $credential = $job | Receive-Job -Wait
        }
        finally {
            $job | Remove-Job -Force
        }

        $credential.PSObject.TypeNames[0] | Should -Be 'Deserialized.P5.Credential'
        $credential.VariableNames | Should -Be 'P5TEST_A'
        $credential | Format-List * | Out-String | Should -Not -Match 'hunter2'
    }

    It 'gets errors if prompts are impossible: <Line>' -ForEach @(
        @{ Line = 'Set-P5Environment dev -Confirm' }
        @{ Line = 'Export-P5Environment dev -Format GitHubActions -Confirm' }
        @{ Line = 'Set-P5Environment dev; Clear-P5Environment -Confirm' }
        @{ Line = '$null = Invoke-P5Authenticate dev; Clear-P5Credential -Confirm' }
        @{ Line = '$null = Invoke-P5Authenticate dev; Stop-P5Plugin -Confirm' }
        @{ Line = 'Convert-P5Config old -InPlace -Confirm -WarningAction Ignore' }
        @{ Line = 'Invoke-P5Command' }
        @{ Line = 'Use-P5Environment' }
    ) {
        # A host that has no way to ask, as in a build.
        $workspace = New-Workspace
        $null = New-Item (Join-Path $workspace old) -ItemType Directory
        Set-Content (Join-Path $workspace 'old/p5.toml') "[plugins.a]`nsource = './a'"
        $shell = New-Shell $workspace "
            `$env:GITHUB_ENV = 'vars'
            Set-Content vars ''
            try { $Line; 'went on' } catch { `"`$_`" } finally { Remove-Item Env:GITHUB_ENV }"
        try {
            $output = $shell.Invoke()
        }
        finally {
            $shell.Dispose()
            Clear-P5Environment
        }

        $output | Should -Not -Contain 'went on'
        "$output" | Should -Not -BeNullOrEmpty
    }

    It 'runs all of a day''s work under Set-StrictMode and ErrorActionPreference Stop' {
        $workspace = New-Workspace -Toml ((Get-EnvToml @{ P5TEST_A = '1' }), '[plugins.kubernetes]')
        $shell = New-Shell $workspace @'
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Test-P5Config | Format-Table | Out-String
Get-P5Plugin | Format-List | Out-String
Invoke-P5Authenticate dev | Set-P5Environment -PassThru | Out-String
Get-P5Credential | Format-List | Out-String
Get-P5Credential | Out-String
Get-P5Plugin | Out-String
Use-P5Environment prod { $env:P5_STACK }
$null = Export-P5Environment dev
TabExpansion2 'Get-P5Plugin -Stack ' 20 | Out-Null
Get-P5Plugin | Stop-P5Plugin
Clear-P5Environment -PassThru | Out-String
Clear-P5Credential
'end'
'@
        try {
            $output = $shell.Invoke()

            $shell.Streams.Error | Should -BeNullOrEmpty
            $output[-1] | Should -Be 'end'
        }
        finally {
            $shell.Dispose()
        }
    }
}
