BeforeDiscovery {
    $repository = Join-Path $PSScriptRoot '../../..'
    $properties = [xml](Get-Content -Raw (Join-Path $repository 'Directory.Build.props'))
    $module = Join-Path $repository "artifacts/P5/$($properties.SelectSingleNode('//Version').InnerText)"
    # What is damaged in each shell: the first library that a command of the script below needs and does not get. What
    # only calls, Convert-P5Config or Test-P5Plugin need is damaged in one shell. A truncated library fails where a
    # missing one does: four are enough, of P5 and of others, loaded early and late. So are three of another version: an
    # older one, a newer one with other types, and another assembly.
    $damages = @(
        'P5.Host.dll', 'P5.Sources.dll', 'P5.GoPlugin.dll', 'Microsoft.Extensions.Logging.Abstractions.dll',
        'SharpYaml.dll', 'Tomlyn.dll' | ForEach-Object { @{ Damage = 'missing'; Get = $_; Call = $_ } }
        @{ Damage = 'missing'; Call = 'Google.Protobuf.dll'; Convert = 'P5.Migration.dll'; Check = 'P5.Checks.dll' }
        @{ Damage = 'missing'; Call = 'P5.Proto.dll'; Convert = 'DiffPlex.dll'; Check = 'P5.GoPlugin.Checks.dll' }
        'Grpc.Core.Api.dll', 'Grpc.Net.Client.dll', 'Grpc.Net.Common.dll' |
            ForEach-Object { @{ Damage = 'missing'; Call = $_ } }
        'P5.Host.dll', 'Tomlyn.dll' | ForEach-Object { @{ Damage = 'truncated'; Get = $_; Call = $_; Convert = $_ } }
        @{ Damage = 'truncated'; Call = 'Grpc.Net.Client.dll'; Check = 'P5.GoPlugin.Checks.dll' }
        @{ Damage = 'of another version'; Call = 'Google.Protobuf.dll' }
        'P5.Host.dll', 'Tomlyn.dll' |
            ForEach-Object { @{ Damage = 'of another version'; Get = $_; Call = $_; Convert = $_ } })

    # P5 does not use the first one; a library that it uses refers to it. The others are the credential store's, and
    # those of the sources aws and azure, which are not configured.
    $unused = 'Microsoft.Extensions.DependencyInjection.Abstractions.dll', 'Tmds.DBus.Protocol.dll',
        'System.Security.Cryptography.ProtectedData.dll', 'System.IO.Hashing.dll', 'AWSSDK.Core.dll',
        'AWSSDK.Extensions.Numerics.dll', 'AWSSDK.SSO.dll', 'AWSSDK.SSOOIDC.dll', 'AWSSDK.SecurityToken.dll',
        'P5.Sources.Aws.dll', 'Microsoft.Identity.Client.dll', 'Microsoft.IdentityModel.Abstractions.dll',
        'P5.Sources.Azure.dll'
    foreach ($case in $damages) {
        $case.Libraries = @($case['Get', 'Call', 'Convert', 'Check'] | Where-Object { $_ } | Sort-Object -Unique)
    }

    $libraries = @{
        Module  = @(Get-ChildItem (Join-Path $module 'lib/*.dll') -Name)
        Missing = @($unused) + @($damages | Where-Object Damage -eq 'missing' | ForEach-Object Libraries)
    }
    $CannotLimit = $IsWindows -or -not (Get-Command sh -ErrorAction Ignore)
    $CannotMount = -not $IsLinux -or (id -u) -ne 0 -or -not (Get-Command mount, unshare -ErrorAction Ignore)
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # What a shell does in each case: it runs every kind of command and prints 'alive' at the end.
    $UseModule = Join-Path $TestDrive 'use.ps1'
    Set-Content $UseModule @'
param([string] $Manifest, [string] $Workspace, [string] $Plugin, [string] $Remove)
Set-Location $Workspace
Import-Module $Manifest
if ($Remove) { Remove-Item -Recurse -Force $Remove }
function Show([string] $Name, [scriptblock] $Script) {
    try {
        & $Script 2>&1 | ForEach-Object {
            $isError = $_ -is [System.Management.Automation.ErrorRecord]
            $isError ? "$Name error $($_.FullyQualifiedErrorId) $_" : "$Name $_"
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

    # Starts a shell that runs the script above.
    function Start-Shell([string[]] $ArgumentList, [string] $Prefix, [hashtable] $Environment = @{}) {
        $start = [System.Diagnostics.ProcessStartInfo]@{ RedirectStandardOutput = $true; RedirectStandardError = $true }
        $command = @(
            if ($Prefix) {
                'sh', '-c', "$Prefix; exec `"`$@`"", 'sh'
            }

            $PwshCommand
            $PwshArguments
            '-NoProfile', '-NonInteractive', '-File', $UseModule
            $ArgumentList)
        $start.FileName, $arguments = $command
        $arguments | ForEach-Object { $start.ArgumentList.Add($_) }
        $Environment.Keys | ForEach-Object { $start.Environment[$_] = $Environment[$_] }
        $process = [System.Diagnostics.Process]::Start($start)
        @{
            Process = $process
            Output  = $process.StandardOutput.ReadToEndAsync()
            Error   = $process.StandardError.ReadToEndAsync()
        }
    }

    # Waits for the end of the shell. Returns what it wrote and its exit code.
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
    It 'has a case for each of its libraries' -ForEach $libraries {
        $Missing | Sort-Object | Should -Be ($Module | Sort-Object)
    }

    It 'leaves the shell alive, and the errors name the files: <Libraries>, <Damage>' -ForEach $damages {
        $case = $_
        $copy = Copy-Module
        # In a Release build, lib/ also contains the images of the libraries.
        foreach ($file in Get-ChildItem (Join-Path $copy lib) -Recurse -Include $Libraries) {
            switch ($Damage) {
                'missing' {
                    Remove-Item $file
                }
                'truncated' {
                    $stream = $file.OpenWrite()
                    $stream.SetLength($stream.Length / 2)
                    $stream.Dispose()
                }
                default {
                    # The other test module contains other versions of the libraries; its own assembly replaces P5's.
                    $other = Join-Path $Repository "tests/modules/other/$BuildOutput"
                    $source = Join-Path $other $file.Name
                    Copy-Item ((Test-Path $source) ? $source : (Join-Path $other Other.dll)) $file
                }
            }
        }

        # Test-P5Plugin takes longest.
        $plugin = $case['Check'] ? $DevEnv : ''
        $shell = Wait-Shell (Start-Shell (Join-Path $copy 'P5.psd1'), $Workspace, $plugin)

        Assert-Survived $shell
        $shell.ExitCode | Should -Be 0
        foreach ($command in 'Get', 'Call', 'Convert', 'Check' | Where-Object { $case[$_] }) {
            $errors = @($shell.Lines -match "^$command error P5\.ModuleIncomplete,")
            $errors | Should -HaveCount 1 -Because "$command needs $($case[$command])"
            $errors[0] | Should -BeLike ($Damage -eq 'missing' ? "*incomplete: *$($case[$command]) is missing.*" :
                $Damage -eq 'truncated' ? "*damaged: *$($case[$command]) cannot be read*" : '*damaged: *')
        }
    }

    It 'works without the libraries that no command here uses' -ForEach @{ Unused = $unused } {
        $copy = Copy-Module
        Get-ChildItem (Join-Path $copy lib) -Recurse -Include $Unused | Remove-Item

        $shell = Wait-Shell (Start-Shell (Join-Path $copy 'P5.psd1'), $Workspace)

        $shell.ExitCode | Should -Be 0
        $shell.Lines | Should -Be @(
            'Get 2', 'Call env', 'Call dev-env', 'Again env', 'Again dev-env', 'Convert False', 'alive')
    }

    It 'leaves the shell alive if its folder is removed after the import' {
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
    It 'works after the first import was removed, and beside another one' {
        $copy = Copy-Module
        $result = Invoke-FreshPwsh {
            Import-Module $args[0]
            Remove-Module P5
            Set-Location $args[2]
            Import-Module $args[1]
            (Get-P5Plugin).Name
            $problems = @(
                Import-Module $args[0] 2>&1
                Import-Module $args[1] 2>&1)
            $problems.Count
            (Get-P5Plugin).Name
            (Get-P5Plugin env | Format-List | Out-String) -match 'Kind'
        } $ModuleManifest, (Join-Path $copy 'P5.psd1'), $Workspace

        $result | Should -Be 'dev-env', 'env', 0, 'dev-env', 'env', $true
    }
}

Describe 'A shell that lacks what it needs' {
    # With fewer files, PowerShell cannot import any binary module. Its own failures while it ends are not tested. P5
    # refuses to begin with the fewest and with almost enough, and works with a few more.
    It 'survives with <_> open files' -Skip:$CannotLimit -ForEach 172, 196, 202 {
        $shell = Wait-Shell (Start-Shell $ModuleManifest, $Workspace -Prefix "ulimit -n $_")
        if ($shell.Lines.Count -eq 0) {
            Set-ItResult -Skipped -Because "PowerShell cannot import a module: $(($shell.Error -split "`n")[0])"
        }

        Assert-Survived $shell
    }

    It 'survives with TMPDIR <Value>' -Skip:$IsWindows -ForEach @(
        @{ Value = 'that is missing'; Path = { '/nonexistent/p5' }; Works = $true }
        @{ Value = 'that is relative'; Path = { 'relative' }; Works = $true }
        @{ Value = 'with a | and a line feed'; Path = { Join-Path $TestDrive "a|`nb" }; Works = $true }
        @{ Value = 'in which no file can be created'; Path = { '/proc' }; Works = $false }
    ) {
        $null = New-Item (Join-Path $TestDrive "a|`nb") -ItemType Directory -Force

        $shell = Wait-Shell (Start-Shell $ModuleManifest, $Workspace -Environment @{ TMPDIR = & $Path })

        Assert-Survived $shell
        $shell.Lines -contains 'Call env' | Should -BeTrue
        $shell.Lines -contains 'Call dev-env' | Should -Be $Works
        $shell.Lines -match '^Call error' | Should -HaveCount ($Works ? 0 : 1)
    }

    It 'survives with a state folder that cannot be created, and so does the auto environment' -Skip:$IsWindows {
        $result = Invoke-FreshPwsh {
            $env:XDG_STATE_HOME = '/dev/null'
            $env:PULUMI_STACK = 'dev'
            Set-Location /
            Import-Module $args[0]
            Enable-P5AutoEnvironment
            $warning = Set-Location $args[1] 3>&1
            "$warning"
            try {
                Approve-P5Workspace -ErrorAction Stop
            }
            catch {
                $_.FullyQualifiedErrorId
            }

            (Invoke-P5Authenticate dev).Plugin
            'alive'
        } $ModuleManifest, $Workspace

        $result[0] | Should -BeLike 'P5.WorkspaceNotApproved: *'
        $result[1] | Should -BeLike 'P5.StateUnusable,*'
        $result[2..4] | Should -Be 'env', 'dev-env', 'alive'
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
            @'
foreach ($command in { Invoke-P5Authenticate dev }, { Approve-P5Workspace }) {
    try {
        & $command 2>&1 |
            Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } |
            ForEach-Object FullyQualifiedErrorId
    }
    catch {
        $_.FullyQualifiedErrorId
    }
}

'alive'
'@)

        # The file system ends with the shell, because the namespace is the shell's own.
        $command = "$mount; $reset; $Variable='$full' exec `"`$@`""
        $lines = @(
            unshare --mount sh -c $command sh $PwshCommand @PwshArguments -NoProfile -NonInteractive -File $script)

        $lines | Should -HaveCount 2
        $lines[0] | Should -BeLike $Expected
        $lines[1] | Should -Be 'alive'
    }
}
