#!/usr/bin/env pwsh
<#
.SYNOPSIS
Measures P5 against HashiCorp's Go host, an empty module and bare commands, and writes the table of docs/performance.md.

.DESCRIPTION
Builds what it needs in Release, the programs in Go from Debian's packages. What is compared runs by turns, so that a
busy moment of the machine meets both; every figure is a median.

.EXAMPLE
dotnet pwsh -NoProfile -File bench/run.ps1
Builds, measures, and writes the table.

.EXAMPLE
dotnet pwsh -NoProfile -File bench/run.ps1 -NoBuild -Rounds 3
Measures again, with fewer rounds.
#>
[CmdletBinding()]
param(
    # How many times everything is measured.
    [ValidateRange(1, 1000)]
    [int] $Rounds = 9,

    # Measures what an earlier run has built.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$PSNativeCommandUseErrorActionPreference = $true

. (Join-Path (Split-Path $PSScriptRoot) tests/pwsh/Pwsh.ps1)

$repository = Split-Path $PSScriptRoot
$version =
    ([xml](Get-Content -Raw (Join-Path $repository 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText
$manifest = Join-Path $repository "artifacts/P5/$version/P5.psd1"
$document = Join-Path $repository 'docs/performance.md'
$p5env = Join-Path $repository 'artifacts/bench/p5env/p5env'
$plugin = Join-Path $repository 'examples/plugins/dev-env-go/bin/dev-env'
$goHost = Join-Path $PSScriptRoot 'go-host/bin/go-host'
$ownHost = Join-Path $repository 'artifacts/bench/host/p5-bench-host'
$toml = Join-Path $PSScriptRoot 'toml/bin/Release/net10.0/P5.TomlBench'
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "p5-bench-$([guid]::NewGuid().ToString('n'))"

function Build-All {
    & (Join-Path $repository 'examples/plugins/dev-env-go/build-debian.sh') | Out-Host
    & (Join-Path $PSScriptRoot 'go-host/build-debian.sh') | Out-Host
    foreach ($project in 'src/P5.PowerShell', 'bench/toml') {
        dotnet build (Join-Path $repository $project) --configuration Release --verbosity quiet | Out-Host
    }
    # As native code, which its releases have.
    $system = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    dotnet publish (Join-Path $repository 'src/P5.Cli') --runtime $system --verbosity quiet --output (
        Split-Path $p5env) | Out-Host
    # With the libraries compiled ahead, as the module has them.
    dotnet publish (Join-Path $PSScriptRoot 'host') --verbosity quiet --output (Split-Path $ownHost) | Out-Host
}

# Long enough ago that nothing has to be read twice.
function Set-File([string] $Path, [string] $Text) {
    $null = New-Item (Split-Path $Path) -ItemType Directory -Force
    Set-Content $Path $Text
    (Get-Item $Path).LastWriteTimeUtc = [datetime]::UtcNow.AddHours(-1)
}

function New-Workspace([string] $Name, [string] $Toml) {
    $path = Join-Path $folder $Name
    Set-File (Join-Path $path 'p5.toml') $Toml
    Set-File (Join-Path $path 'Pulumi.yaml') "name: quickstart`nruntime: yaml`n"
    Set-File (Join-Path $path 'Pulumi.dev.yaml') "config:`n  p5:plugins: {}`n"
    $path
}

# A module of the same manifest and views whose cmdlets do nothing.
function New-EmptyModule {
    $path = Join-Path $folder 'Empty/0.1.0'
    $null = New-Item $path -ItemType Directory
    (Get-Content -Raw $manifest) -replace 'P5\.PowerShell\.dll', 'Empty.dll' -replace
        "'([A-Z][a-z]+)-P5", "'`$1-Empty" -replace
        'P5\.(format|types)', 'Empty.$1' |
        Set-Content (Join-Path $path 'Empty.psd1')
    Get-ChildItem (Split-Path $manifest) -File -Filter *.ps1xml |
        ForEach-Object { Copy-Item $_ (Join-Path $path ($_.Name -replace '^P5', 'Empty')) }
    $cmdlets = foreach ($name in (Import-PowerShellDataFile (Join-Path $path 'Empty.psd1')).CmdletsToExport) {
        $verb, $noun = $name -split '-'
        "[Cmdlet(`"$verb`", `"$noun`")] public sealed class $verb$noun : PSCmdlet { }"
    }
    $source = "using System.Management.Automation; $cmdlets"
    Add-Type -TypeDefinition $source -OutputAssembly (Join-Path $path 'Empty.dll') -OutputType Library
    Join-Path $path 'Empty.psd1'
}

function Get-Median($Values) {
    $sorted = @($Values | Sort-Object)
    $sorted[[int][math]::Floor($sorted.Count / 2)]
}

# The medians of several measurements that take turns.
function Measure-ByTurns([System.Collections.Specialized.OrderedDictionary] $Measurements, [int] $Count = $Rounds) {
    $values = @{}
    foreach ($round in 1..$Count) {
        foreach ($name in $Measurements.Keys) {
            $values[$name] = @($values[$name]) + @(& $Measurements[$name])
        }
    }

    $medians = [ordered]@{}
    foreach ($name in $Measurements.Keys) {
        $medians[$name] = Get-Median ($values[$name] | Where-Object { $null -ne $_ })
    }
    $medians
}

function Measure-Process([string] $File, [string[]] $Arguments) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($File, $Arguments)
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $process = [System.Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    $watch.Stop()
    if ($process.ExitCode -ne 0) {
        throw "$File ended with $($process.ExitCode): $($process.StandardError.ReadToEnd())"
    }
    $watch.Elapsed.TotalMilliseconds
}

function Measure-Shell([string] $Script, [string[]] $Arguments) {
    & $PwshCommand @PwshArguments -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot "pwsh/$Script") @Arguments |
        ForEach-Object { [double] $_ }
}

$rows = [System.Collections.Generic.List[string]]::new()

function Add-Row([string] $What, [string] $Own, [string] $Other, [string] $Compared, [string] $Goal, [bool] $Met) {
    $rows.Add("| $What | $Own | $Other | $Compared | $Goal | $($Met ? 'yes' : '**no**') |")
    Write-Host $rows[-1]
}

function Format-Time([double] $Value, [string] $Unit = 'ms') {
    $Value -lt 10 ? ('{0:0.00} {1}' -f $Value, $Unit) : ('{0:0.0} {1}' -f $Value, $Unit)
}

function Format-Ratio([double] $Value) { '{0:0.00}' -f $Value }

function Measure-Everything {
    $single = New-Workspace 'single' "[plugins.dev-env]`ncmd = '$plugin'`n"
    $ten = New-Workspace 'ten' ((1..10 | ForEach-Object { "[plugins.p$_]`ncmd = '$plugin'`n" }) -join '')
    $large = New-Workspace 'large' ("[plugins.env.config.vars]`n" +
        ((1..1000 | ForEach-Object { "P5_BENCH_$_ = 'a value of some length'`n" }) -join ''))
    $empty = New-EmptyModule

    $warm = Measure-ByTurns ([ordered]@{
        go = { (& $goHost warm 3000 $plugin | ConvertFrom-Json).time }
        own = { ($script:lastWarm = & $ownHost warm 3000 $plugin | ConvertFrom-Json).time }
    })
    $ratio = $warm.own / $warm.go
    $row = @{
        What = 'Warm call'
        Own = Format-Time $warm.own 'µs'
        Other = "Go host $(Format-Time $warm.go 'µs')"
        Compared = Format-Ratio $ratio
        Goal = 'at most 1.0'
        Met = $ratio -le 1
    }
    Add-Row @row

    $cold = Measure-ByTurns ([ordered]@{
        go = { (& $goHost cold 20 $plugin | ConvertFrom-Json).time }
        own = { (& $ownHost cold 20 $plugin | ConvertFrom-Json).time }
    })
    $ratio = $cold.own / $cold.go
    $row = @{
        What = 'Cold call in a warm process'
        Own = Format-Time $cold.own
        Other = "Go host $(Format-Time $cold.go)"
        Compared = Format-Ratio $ratio
        Goal = 'at most 1.1'
        Met = $ratio -le 1.1
    }
    Add-Row @row

    $first = Measure-ByTurns ([ordered]@{ own = { Measure-Shell Measure-FirstCall.ps1 $manifest, $single } })
    $more = $first.own - $cold.go
    $row = @{
        What = 'First call of a fresh `pwsh`'
        Own = Format-Time $first.own
        Other = "plugin's start $(Format-Time $cold.go)"
        Compared = "$(Format-Time $more) more"
        Goal = 'at most 60 ms more'
        Met = $more -le 60
    }
    Add-Row @row

    $exec = Measure-ByTurns ([ordered]@{
        bare = { Measure-Process true @() }
        own = { Measure-Process $p5env ('exec', '--path', $single, '-s', 'dev', '--', 'true') }
    })
    $more = $exec.own - $exec.bare
    $row = @{
        What = '`p5env exec -- true`'
        Own = Format-Time $exec.own
        Other = "``true`` $(Format-Time $exec.bare)"
        Compared = "$(Format-Time $more) more"
        Goal = 'at most 80 ms more'
        Met = $more -le 80
    }
    Add-Row @row

    $import = Measure-ByTurns ([ordered]@{
        empty = { Measure-Shell Measure-Import.ps1 $empty }
        own = { Measure-Shell Measure-Import.ps1 $manifest }
    })
    $ratio = $import.own / $import.empty
    $row = @{
        What = '`Import-Module P5`'
        Own = Format-Time $import.own
        Other = "empty module $(Format-Time $import.empty)"
        Compared = Format-Ratio $ratio
        Goal = 'at most 1.3'
        Met = $ratio -le 1.3
    }
    Add-Row @row

    $cached = foreach ($round in 1..3) { , @(Measure-Shell Measure-Cached.ps1 $manifest, $ten, $large) }
    $call = Get-Median ($cached | ForEach-Object { $_[0] })
    Add-Row '`Invoke-P5Authenticate`, ten plugins, all cached' (Format-Time $call) '' '' 'under 1 ms' ($call -lt 1)
    $set = Get-Median ($cached | ForEach-Object { $_[1] })
    Add-Row '`Set-P5Environment`, 1,000 variables' (Format-Time $set) '' '' 'under 10 ms' ($set -lt 10)

    foreach ($plugins in 1, 10, 50, 200) {
        $memory = @{ go = @(); own = @() }
        $many = Measure-ByTurns -Count ([math]::Min($Rounds, 5)) ([ordered]@{
            go = {
                $result = & $goHost many $plugins $plugin | ConvertFrom-Json
                $memory.go += $result.memoryPerOne
                $result.time
            }
            own = {
                $result = & $ownHost many $plugins $plugin | ConvertFrom-Json
                $memory.own += $result.memoryPerOne
                $result.time
            }
        })
        $ratio = $many.own / $many.go
        $row = @{
            What = "$plugins plugins side by side, until all have answered"
            Own = Format-Time $many.own
            Other = "Go host $(Format-Time $many.go)"
            Compared = Format-Ratio $ratio
            Goal = $plugins -eq 50 ? 'at most 1.1' : '(growth)'
            Met = $plugins -ne 50 -or $ratio -le 1.1
        }
        Add-Row @row
        if ($plugins -eq 200) {
            $row = @{
                What = 'Memory of the host for each of 200 plugins'
                Own = "$([int](Get-Median $memory.own)) KiB"
                Other = "Go host $([int](Get-Median $memory.go)) KiB"
                Compared = ''
                Goal = '(measured)'
                Met = $true
            }
            Add-Row @row
        }
    }

    $sizes = '0\.1 MB\s+(?<small>[\d.]+) ms\s+1 MB\s+(?<large>\d+) ms'
    foreach ($line in & $toml) {
        if ($line -match "^(?<shape>.+?)\s+$sizes\s+(?<times>[\d.]+) times") {
            $row = @{
                What = "p5.toml of 1 MB: $($Matches.shape)"
                Own = "$($Matches.large) ms"
                Other = "0.1 MB $($Matches.small) ms"
                Compared = "$($Matches.times) times"
                Goal = 'linear'
                Met = [double] $Matches.times -le 15
            }
            Add-Row @row
        }
    }

    $workspaces = Measure-ByTurns ([ordered]@{
        fifty = { (& $ownHost workspaces 50 | ConvertFrom-Json).time }
        all = { (& $ownHost workspaces 500 | ConvertFrom-Json).time }
    })
    $times = $workspaces.all / $workspaces.fifty
    $row = @{
        What = 'Configuration of 500 workspaces'
        Own = Format-Time $workspaces.all
        Other = "50 workspaces $(Format-Time $workspaces.fifty)"
        Compared = "$(Format-Ratio $times) times"
        Goal = 'linear'
        Met = $times -le 13
    }
    Add-Row @row

    "A warm call allocates $([int] $script:lastWarm.allocatedPerCall) bytes in the host."
}

function Get-Machine {
    $processor = (Get-Content /proc/cpuinfo | Select-String 'model name' | Select-Object -First 1) -replace '.*:\s*'
    $load = (Get-Content /proc/loadavg) -split ' ' | Select-Object -First 1
    "$([System.Environment]::ProcessorCount) processors ($processor), "
    "$([System.Runtime.InteropServices.RuntimeInformation]::OSDescription), "
    ".NET $([System.Environment]::Version), PowerShell $($PSVersionTable.PSVersion), "
    "$((go version) -replace '^go version (\S+).*', '$1'); $Rounds rounds, "
    "load $load at the beginning, $((Get-Date).ToString('yyyy-MM-dd'))"
}

try {
    if (-not $NoBuild) {
        Build-All
    }

    $machine = -join (Get-Machine)
    $allocations = Measure-Everything
    $table = @(
        '<!-- written by bench/run.ps1 -->'
        "Measured on $machine."
        ''
        '| what | P5 | compared with | ratio or difference | goal | met |'
        '|---|---|---|---|---|---|'
        $rows
        ''
        $allocations
        '<!-- end -->'
    ) -join "`n"
    $text = Get-Content -Raw $document
    $pattern = '(?s)<!-- written by bench/run\.ps1 -->.*<!-- end -->'
    Set-Content $document ([regex]::Replace($text, $pattern, { $table })) -NoNewline
}
finally {
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
}
