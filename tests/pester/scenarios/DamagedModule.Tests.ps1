BeforeDiscovery {
    . (Join-Path (Split-Path $PSScriptRoot) '../pwsh/Pwsh.ps1')
    $version = ([xml](Get-Content -Raw (Join-Path $PSScriptRoot '../../../Directory.Build.props'))).SelectSingleNode('//Version').InnerText
    $libraries = Get-ChildItem (Join-Path $PSScriptRoot "../../../artifacts/P5/$version/lib/*.dll") | ForEach-Object Name
    $CannotLimit = $IsWindows -or -not (Get-Command sh -ErrorAction Ignore)
    $CannotMount = -not $IsLinux -or (id -u) -ne 0 -or -not (Get-Command mount, unshare -ErrorAction Ignore)
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # What a shell does in each case: every kind of command, and it says at the end that it is alive.
    $UseModule = Join-Path $TestDrive 'use.ps1'
    Set-Content $UseModule @'
param([string] $Manifest, [string] $Workspace, [string] $Plugin, [string] $Remove)
Set-Location $Workspace
Import-Module $Manifest
if ($Remove) { Remove-Item -Recurse -Force $Remove }
function Show([string] $Name, [scriptblock] $Script) {
    try {
        & $Script 2>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) { "$Name error $($_.FullyQualifiedErrorId) $_" } else { "$Name $_" }
        }
    }
    catch {
        "$Name error $($_.FullyQualifiedErrorId) $_"
    }
}
Show Get { (Get-P5Plugin).Count }
Show Call { Invoke-P5Authenticate dev | ForEach-Object Plugin }
Show Again { Invoke-P5Authenticate dev -Force | ForEach-Object Plugin }
if ($Plugin) {
    Show Check { (Test-P5Plugin $Plugin).Count }
}
Show Convert { (Convert-P5Config p5.toml).Changed }
Show Stop { Stop-P5Plugin }
[GC]::Collect()
[GC]::WaitForPendingFinalizers()
Show Remove { Remove-Module P5 }
'alive'
'@

    function Copy-Module {
        $copy = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        Copy-Item (Split-Path $ModuleManifest) $copy -Recurse
        $copy
    }

    # Starts a shell of its own.
    function Start-Shell([string[]] $ArgumentList, [string] $Prefix, [hashtable] $Environment = @{}) {
        $start = [System.Diagnostics.ProcessStartInfo]@{ RedirectStandardOutput = $true; RedirectStandardError = $true }
        $command = @($PwshCommand) + $PwshArguments + '-NoProfile', '-NonInteractive', '-File', $UseModule + $ArgumentList
        $start.FileName, $arguments = if ($Prefix) { @('sh', '-c', "$Prefix; exec `"`$@`"", 'sh') + $command } else { $command }
        $arguments | ForEach-Object { $start.ArgumentList.Add($_) }
        $Environment.Keys | ForEach-Object { $start.Environment[$_] = $Environment[$_] }
        $process = [System.Diagnostics.Process]::Start($start)
        @{
            Process = $process
            Output  = $process.StandardOutput.ReadToEndAsync()
            Error   = $process.StandardError.ReadToEndAsync()
        }
    }

    # The lines that the shell has written at its end, and its exit code.
    function Wait-Shell([hashtable] $Shell) {
        $Shell.Process.WaitForExit()
        [pscustomobject]@{
            Lines    = @($Shell.Output.Result -split '\r?\n' | Where-Object { $_ })
            Error    = $Shell.Error.Result
            ExitCode = $Shell.Process.ExitCode
        }
    }

    function Assert-Survived([object] $Shell) {
        $Shell.Error | Should -Not -Match 'not properly handled|Stack overflow|Unhandled'
        $Shell.Lines[-1] | Should -Be 'alive'
        $Shell.Lines -match '^\w+ error ' | Should -Not -Match '^\w+ error (?!P5\.)'
    }

    $Workspace = New-Workspace -Toml @(
        Get-EnvToml @{ A = '1' }
        Get-PluginToml dev-env $DevEnv)
}

AfterAll {
    Restore-Session
}

Describe 'A module whose folder is damaged' {
    It 'leaves the shell alive, and the error names the file: <_>' -ForEach $libraries {
        $missing = Copy-Module
        Remove-Item (Join-Path $missing "lib/$_")
        $truncated = Copy-Module
        $stream = [System.IO.File]::OpenWrite((Join-Path $truncated "lib/$_"))
        $stream.SetLength($stream.Length / 2)
        $stream.Dispose()

        # Two at once. Test-P5Plugin takes longest, and needs two libraries that nothing else does.
        $plugin = $_ -like 'P5.*Checks.dll' ? $DevEnv : ''
        $shells = $missing, $truncated | ForEach-Object { Start-Shell (Join-Path $_ 'P5.psd1'), $Workspace, $plugin }

        foreach ($shell in $shells | ForEach-Object { Wait-Shell $_ }) {
            Assert-Survived $shell
            $shell.ExitCode | Should -Be 0
            $errors = $shell.Lines -match 'P5\.ModuleIncomplete'
            # Nothing uses this one: a library refers to it for callers that do.
            if ($_ -ne 'Microsoft.Extensions.DependencyInjection.Abstractions.dll') {
                $errors | Should -Match "(incomplete: .*[\\/]$([regex]::Escape($_)) is missing|damaged: .*[\\/]$([regex]::Escape($_)) cannot be read)"
            }
        }
    }

    It 'leaves the shell alive when <_> is of another version' -ForEach @(
        'Google.Protobuf.dll', 'Grpc.Net.Client.dll', 'SharpYaml.dll', 'Tomlyn.dll', 'P5.GoPlugin.dll'
    ) {
        $copy = Copy-Module
        # The other test module brings other versions of the libraries, and its own assembly for one of P5's.
        $other = Join-Path $Repository "tests/modules/other/$BuildOutput"
        $source = Join-Path $other $_
        Copy-Item ((Test-Path $source) ? $source : (Join-Path $other 'Other.dll')) (Join-Path $copy "lib/$_") -Force

        $shell = Wait-Shell (Start-Shell (Join-Path $copy 'P5.psd1'), $Workspace)

        Assert-Survived $shell
        $shell.ExitCode | Should -Be 0
    }

    It 'leaves the shell alive when its folder is removed after the import' {
        $copy = Copy-Module

        $shell = Wait-Shell (Start-Shell (Join-Path $copy 'P5.psd1'), $Workspace, $DevEnv, $copy)

        Assert-Survived $shell
        $shell.Lines -match '^Get error' | Should -BeLike 'Get error P5.ModuleIncomplete,*P5.Host.dll is missing.'
        $shell.Lines -match '^Call error' | Should -BeLike 'Call error P5.ModuleIncomplete,*'
    }
}

Describe 'The auto environment without a file of the module' {
    It 'lets the location change, and warns' {
        $copy = Copy-Module
        Remove-Item (Join-Path $copy 'lib/Tomlyn.dll')
        $null = New-Workspace -Toml (Get-EnvToml @{ A = '1' }) -Stack @{ dev = '' }
        $null = Approve-P5Workspace

        $result = Invoke-FreshPwsh {
            $env:PULUMI_STACK = 'dev'
            Set-Location /
            Import-Module $args[0]
            Enable-P5AutoEnvironment
            $warning = Set-Location $args[1] 3>&1
            "$warning"
            $PWD.Path
        } (Join-Path $copy 'P5.psd1'), $PWD.Path

        $result[0] | Should -BeLike 'The auto environment was not updated: The module*Tomlyn.dll is missing.'
        $result[1] | Should -Be $PWD.Path
    }
}

Describe 'A module that is imported from a second path' {
    It 'works, without an error' {
        $copy = Copy-Module
        $result = Invoke-FreshPwsh {
            $problems = @(
                Import-Module $args[0] 2>&1
                Import-Module $args[1] 2>&1)
            Set-Location $args[2]
            $problems.Count
            (Get-P5Plugin).Name
            (Get-P5Plugin env | Format-List | Out-String) -match 'Kind'
        } $ModuleManifest, (Join-Path $copy 'P5.psd1'), $Workspace

        $result | Should -Be 0, 'dev-env', 'env', $true
    }

    It 'works after the first import was removed' {
        $copy = Copy-Module
        $result = Invoke-FreshPwsh {
            Import-Module $args[0]
            Remove-Module P5
            Import-Module $args[1]
            Set-Location $args[2]
            (Get-P5Plugin).Name
        } $ModuleManifest, (Join-Path $copy 'P5.psd1'), $Workspace

        $result | Should -Be 'dev-env', 'env'
    }
}

Describe 'A shell that lacks what it needs' {
    # Below this, PowerShell itself does not start. What it does at its own end with no file left is its own affair.
    It 'survives with <_> open files' -Skip:$CannotLimit -ForEach 166, 172, 178, 184, 190, 196, 202 {
        $shell = Wait-Shell (Start-Shell $ModuleManifest, $Workspace -Prefix "ulimit -n $_")
        if ($shell.Lines.Count -eq 0) {
            Set-ItResult -Skipped -Because "PowerShell does not start: $($shell.Error -split "`n" | Select-Object -First 1)"
        }

        Assert-Survived $shell
    }

    It 'survives with TMPDIR <Value>' -Skip:$IsWindows -ForEach @(
        @{ Value = 'that is missing'; Path = { '/nonexistent/p5' }; Works = $true }
        @{ Value = 'that is relative'; Path = { 'relative' }; Works = $true }
        @{ Value = 'with a |'; Path = { (New-Item (Join-Path $TestDrive 'a|b') -ItemType Directory -Force).FullName }; Works = $true }
        @{ Value = 'with a line feed'; Path = { (New-Item (Join-Path $TestDrive "a`nb") -ItemType Directory -Force).FullName }; Works = $true }
        @{ Value = 'that takes no files'; Path = { '/proc' }; Works = $false }
    ) {
        $shell = Wait-Shell (Start-Shell $ModuleManifest, $Workspace -Environment @{ TMPDIR = & $Path })

        Assert-Survived $shell
        $shell.Lines -contains 'Call env' | Should -BeTrue
        $shell.Lines -contains 'Call dev-env' | Should -Be $Works
        $shell.Lines -match '^Call error' | Should -HaveCount ($Works ? 0 : 1)
    }

    It 'survives with a full <Variable>' -Skip:$CannotMount -ForEach @(
        @{ Variable = 'TMPDIR'; Expected = 'P5.PluginStartFailed,*' }
        @{ Variable = 'HOME'; Expected = 'P5.StateUnusable,*' }
        @{ Variable = 'XDG_STATE_HOME'; Expected = 'P5.StateUnusable,*' }
    ) {
        $full = (New-Item (Join-Path $TestDrive "full-$Variable") -ItemType Directory).FullName
        $mount = "mount -t tmpfs -o size=16k none '$full' && dd if=/dev/zero of='$full/x' bs=1k count=64 2>/dev/null"
        $reset = $Variable -eq 'HOME' ? 'unset XDG_STATE_HOME' : 'true'
        $script = Join-Path $TestDrive 'approve.ps1'
        Set-Content $script @(
            "Import-Module '$ModuleManifest'"
            "Set-Location '$Workspace'"
            'foreach ($command in { Invoke-P5Authenticate dev }, { Approve-P5Workspace }) {'
            '    try { & $command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object FullyQualifiedErrorId } catch { $_.FullyQualifiedErrorId }'
            '}'
            "'alive'")

        # In a namespace of its own, the file system ends with the shell.
        $lines = @(unshare --mount sh -c "$mount; $reset; $Variable='$full' exec `"`$@`"" sh $PwshCommand @PwshArguments -NoProfile -NonInteractive -File $script)

        $lines | Should -HaveCount 2
        $lines[0] | Should -BeLike $Expected
        $lines[1] | Should -Be 'alive'
    }
}
