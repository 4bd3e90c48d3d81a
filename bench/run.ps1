#!/usr/bin/env pwsh
<#
.SYNOPSIS
Measures P5 against HashiCorp's Go host, empty modules, bare commands and an earlier commit, and writes the table of
docs/performance.md.

.DESCRIPTION
Builds what it needs in Release, the programs in Go from Debian's packages. What is compared runs by turns, so that a
busy moment of the machine meets all; every figure is a median. The shell is the one that runs this script: PowerShell
of the tool manifest if it is started as below.

.EXAMPLE
dotnet pwsh -NoProfile -File bench/run.ps1 -Before d1edba5
Builds this version and an earlier commit, measures both, and writes the table.

.EXAMPLE
dotnet pwsh -NoProfile -File bench/run.ps1 -NoBuild -Rounds 3
Measures this version again, with fewer rounds.
#>
[CmdletBinding()]
param(
    # How many times everything is measured.
    [ValidateRange(1, 1000)]
    [int] $Rounds = 9,

    # A commit to compare with. It is built from this repository's history.
    [string] $Before,

    # Measures what an earlier run has built.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$PSNativeCommandUseErrorActionPreference = $true

. (Join-Path (Split-Path $PSScriptRoot) tests/pwsh/Pwsh.ps1)

$repository = Split-Path $PSScriptRoot
$document = Join-Path $repository 'docs/performance.md'
$plugin = Join-Path $repository 'examples/plugins/dev-env-go/bin/dev-env'
$goHost = Join-Path $PSScriptRoot 'go-host/bin/go-host'
$output = Join-Path $repository 'artifacts/bench'
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "p5-bench-$([guid]::NewGuid().ToString('n'))"

# What is measured of one version of the repository; -Before may have its benchmarks in another folder.
function Get-Version([string] $Root, [string] $Output) {
    $properties = [xml](Get-Content -Raw (Join-Path $Root 'Directory.Build.props'))
    $number = $properties.SelectSingleNode('//Version').InnerText
    $bench = 'bench', 'tests/bench' | ForEach-Object { Join-Path $Root $_ } | Where-Object { Test-Path "$_/host" }
    @{
        Root = $Root
        Bench = $bench
        Manifest = Join-Path $Root "artifacts/P5/$number/P5.psd1"
        P5env = Join-Path $Output 'p5env/p5env'
        Host = Join-Path $Output 'host/p5-bench-host'
        Plugin = Join-Path $Output 'plugin/dev-env'
        Toml = Join-Path $Output 'toml'
    }
}

function Build-Version([hashtable] $Version) {
    $quiet = '--configuration', 'Release', '--verbosity', 'quiet'
    $system = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    dotnet build (Join-Path $Version.Root 'src/P5.PowerShell') @quiet | Out-Host
    dotnet build (Join-Path $Version.Bench 'toml') @quiet --output $Version.Toml | Out-Host
    # As its releases have it: native code; one file with its runtime before.
    dotnet publish (Join-Path $Version.Root 'src/P5.Cli') @quiet --runtime $system --output (
        Split-Path $Version.P5env) | Out-Host
    # Native code, too; compiled ahead for an installed .NET before.
    $ahead = $Version -eq $versions.own ? @() : '--no-self-contained', '-p:PublishReadyToRun=true'
    dotnet publish (Join-Path $Version.Root 'examples/plugins/dev-env-csharp') @quiet --runtime $system @ahead `
        --output (Split-Path $Version.Plugin) | Out-Host
    # With the libraries compiled ahead, as the module has them.
    dotnet publish (Join-Path $Version.Bench 'host') @quiet --output (Split-Path $Version.Host) | Out-Host
}

function Expand-Commit([string] $Commit, [string] $Path) {
    $null = New-Item $Path -ItemType Directory -Force
    $archive = Join-Path $folder 'before.tar'
    git -C $repository archive --output $archive $Commit
    tar --extract --file $archive --directory $Path
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

# A module of the same manifest whose cmdlets do nothing, with the same views or without any.
function New-EmptyModule([string] $Manifest, [switch] $NoViews) {
    $name = $NoViews ? 'Bare' : 'Empty'
    $path = Join-Path $folder "$name/0.1.0"
    $null = New-Item $path -ItemType Directory
    $text = (Get-Content -Raw $Manifest) -replace 'P5\.PowerShell\.dll', "$name.dll" -replace
        "'([A-Z][a-z]+)-P5", "'`$1-$name" -replace 'P5\.format', "$name.format"
    if ($NoViews) {
        $text = $text -replace '(?m)^.*FormatsToProcess.*$'
    }
    else {
        Copy-Item (Join-Path (Split-Path $Manifest) 'P5.format.ps1xml') (Join-Path $path "$name.format.ps1xml")
    }

    Set-Content (Join-Path $path "$name.psd1") $text
    $cmdlets = foreach ($cmdlet in (Import-PowerShellDataFile (Join-Path $path "$name.psd1")).CmdletsToExport) {
        $verb, $noun = $cmdlet -split '-'
        "[Cmdlet(`"$verb`", `"$noun`")] public sealed class $verb$noun : PSCmdlet { }"
    }
    $source = "using System.Management.Automation; $cmdlets"
    Add-Type -TypeDefinition $source -OutputAssembly (Join-Path $path "$name.dll") -OutputType Library
    Join-Path $path "$name.psd1"
}

function Get-Median($Values) {
    $sorted = @($Values | Sort-Object)
    $sorted[[int][math]::Floor($sorted.Count / 2)]
}

# The medians of measurements that take turns: the same one of each version, and others.
function Measure-ByTurns(
    [scriptblock] $OfVersion,
    [System.Collections.Specialized.OrderedDictionary] $Others = [ordered]@{},
    [int] $Count = $Rounds) {
    $values = @{}
    foreach ($round in 1..$Count) {
        foreach ($name in $versions.Keys) {
            $values[$name] = @($values[$name]) + @(& $OfVersion $versions[$name])
        }

        foreach ($name in $Others.Keys) {
            $values[$name] = @($values[$name]) + @(& $Others[$name])
        }
    }

    $medians = @{ before = $null }
    foreach ($name in $values.Keys) {
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

# In a shell that waits at its prompt, at a terminal of its own.
function Measure-InteractiveShell([string] $Script, [string[]] $Arguments) {
    $result = Join-Path $folder 'result'
    Remove-Item $result -ErrorAction Ignore
    $line = (@($PwshCommand) + $PwshArguments + '-NoProfile', '-NoExit', '-File',
        (Join-Path $PSScriptRoot "pwsh/$Script") + $Arguments + $result | ForEach-Object { "'$_'" }) -join ' '
    $null = $null | script --quiet --return --command $line /dev/null
    [double] (Get-Content $result)
}

$rows = [System.Collections.Generic.List[string]]::new()

# A row of the table. Without a goal, the figure is only measured; without -Before, its goals are not judged.
function Add-Row(
    [string] $What,
    [hashtable] $Medians,
    [string] $Other,
    [string] $Goal,
    [Nullable[bool]] $Met,
    [string] $Unit = 'ms') {
    $before = $null -eq $Medians.before ? '' :
        "$(Format-Figure $Medians.before $Unit) ($(Format-Ratio ($Medians.own / $Medians.before)))"
    $judged = $null -eq $Met ? '' : $Met ? 'yes' : '**no**'
    $rows.Add("| $What | $(Format-Figure $Medians.own $Unit) | $before | $Other | $Goal | $judged |")
    Write-Host $rows[-1]
}

function Format-Figure([double] $Value, [string] $Unit = 'ms') {
    $Value -lt 10 ? ('{0:0.00} {1}' -f $Value, $Unit) : ('{0:0.0} {1}' -f $Value, $Unit)
}

function Format-Ratio([double] $Value) { '{0:0.00}' -f $Value }

# What P5 is compared with, and the ratio.
function Format-Other([string] $Name, [double] $Value, [double] $Own, [string] $Unit = 'ms') {
    "$Name $(Format-Figure $Value $Unit) ($(Format-Ratio ($Own / $Value)))"
}

# Whether a goal against -Before is met; null if there is none.
function Test-Before([hashtable] $Medians, [double] $Ratio) {
    $null -eq $Medians.before ? $null : $Medians.own -le $Ratio * $Medians.before
}

function Measure-GoHost([string] $Kind, [int] $Count) { & $goHost $Kind $Count $plugin | ConvertFrom-Json }

function Measure-Host([hashtable] $Version, [string] $Kind, [int] $Count) {
    & $Version.Host $Kind $Count $plugin | ConvertFrom-Json
}

function Measure-Calls {
    $warm = Measure-ByTurns { (Measure-Host $args[0] warm 3000).time } ([ordered]@{
        go = { (Measure-GoHost warm 3000).time }
    })
    $other = Format-Other 'Go host' $warm.go $warm.own 'µs'
    Add-Row 'Warm call' $warm $other 'at most 1.3 × Go' ($warm.own -le 1.3 * $warm.go) 'µs'

    $cold = Measure-ByTurns { (Measure-Host $args[0] cold 20).time } ([ordered]@{
        go = { (Measure-GoHost cold 20).time }
    })
    $other = Format-Other 'Go host' $cold.go $cold.own
    Add-Row 'Cold call in a warm process' $cold $other 'at most 1.1 × Go' ($cold.own -le 1.1 * $cold.go)

    foreach ($plugins in 1, 10, 50, 200) {
        $memory = @{ go = @(); own = @() }
        $many = Measure-ByTurns -Count ([math]::Min($Rounds, 5)) {
            $result = Measure-Host $args[0] many $plugins
            if ($args[0] -eq $versions.own) {
                $memory.own += $result.memoryPerOne
            }

            $result.time
        } ([ordered]@{
            go = {
                $result = Measure-GoHost many $plugins
                $memory.go += $result.memoryPerOne
                $result.time
            }
        })
        $goal = $plugins -eq 50 ? 'at most 1.15 × Go' : ''
        $met = $plugins -eq 50 ? $many.own -le 1.15 * $many.go : $null
        Add-Row "$plugins plugins in parallel" $many (Format-Other 'Go host' $many.go $many.own) $goal $met
    }

    $other = "Go host $([int](Get-Median $memory.go)) KiB"
    Add-Row 'Memory of the host for each of 200 plugins' @{ own = Get-Median $memory.own; before = $null } $other '' `
        $null 'KiB'
}

function Measure-Sessions {
    $single = New-Workspace 'single' "[plugins.dev-env]`ncmd = '$plugin'`n"
    $ten = New-Workspace 'ten' ((1..10 | ForEach-Object { "[plugins.p$_]`ncmd = '$plugin'`n" }) -join '')
    $large = New-Workspace 'large' ("[plugins.env.config.vars]`n" +
        ((1..1000 | ForEach-Object { "BENCH_$_ = 'a value of some length'`n" }) -join ''))
    $bare = New-EmptyModule $versions.own.Manifest -NoViews
    $empty = New-EmptyModule $versions.own.Manifest

    $first = Measure-ByTurns { Measure-Shell Measure-FirstCall.ps1 $args[0].Manifest, $single }
    Add-Row 'First call, in a script' $first '' 'at most 1.15 × before' (Test-Before $first 1.15)

    $idle = Measure-ByTurns {
        Measure-InteractiveShell Measure-IdleFirstCall.ps1 $args[0].Manifest, $single
    }
    Add-Row 'First call at a prompt, a second after the import' $idle '' 'at most 0.9 × before' (Test-Before $idle 0.9)

    $import = Measure-ByTurns { Measure-Shell Measure-Import.ps1 $args[0].Manifest } ([ordered]@{
        bare = { Measure-Shell Measure-Import.ps1 $bare }
        empty = { Measure-Shell Measure-Import.ps1 $empty }
    })
    $other = "$(Format-Other 'empty module' $import.bare $import.own), " +
        (Format-Other 'with the views' $import.empty $import.own)
    Add-Row '`Import-Module P5`' $import $other 'at most 1.2 × empty' ($import.own -le 1.2 * $import.bare)

    $cached = Measure-ByTurns -Count 3 { (Measure-Shell Measure-Cached.ps1 $args[0].Manifest, $ten, $large)[0] }
    Add-Row '`Invoke-P5Authenticate`, ten plugins, all cached' $cached '' 'at most 0.2 ms' ($cached.own -le 0.2)
    $set = Measure-ByTurns -Count 3 { (Measure-Shell Measure-Cached.ps1 $args[0].Manifest, $ten, $large)[1] }
    Add-Row '`Set-P5Environment`, 1,000 variables' $set '' 'at most 5 ms' ($set.own -le 5)
}

# The start of a plugin in C#, which this version's host starts: time to the first answer, memory.
function Measure-Start([hashtable] $Version) {
    $result = @{}
    foreach ($line in dotnet (Join-Path $output 'startup/startup.dll') $Version.Plugin 10) {
        if ($line -match '^\| (?<mode>plain text|AutoMTLS) .* (?<time>\d+) ms \| \d+ ms \| (?<memory>[\d.]+) MB \|$') {
            $result["$($Matches.mode) time"] = [double] $Matches.time
            $result["$($Matches.mode) memory"] = [double] $Matches.memory
        }
    }
    $result
}

function Get-StartMedians([hashtable] $Starts, [string] $Figure) {
    $medians = @{ before = $null }
    foreach ($name in $Starts.Keys) {
        $medians[$name] = Get-Median ($Starts[$name] | Where-Object { $null -ne $_ } | ForEach-Object { $_[$Figure] })
    }
    $medians
}

function Measure-Programs {
    $single = Join-Path $folder 'single'
    $exec = Measure-ByTurns {
        Measure-Process $args[0].P5env ('exec', '--path', $single, '-s', 'dev', '--', 'true')
    } ([ordered]@{ true = { Measure-Process true @() } })
    $other = "``true`` $(Format-Figure $exec.true)"
    Add-Row '`p5env exec -- true`' $exec $other '`true` and 40 ms, 0.35 × before' (
        $exec.own -le $exec.true + 40 -and (Test-Before $exec 0.35) -ne $false)

    $starts = @{}
    foreach ($round in 1..[math]::Min($Rounds, 5)) {
        foreach ($name in $versions.Keys) {
            $starts[$name] = @($starts[$name]) + @(Measure-Start $versions[$name])
        }
    }

    foreach ($mode in ([ordered]@{ 'plain text' = 40; 'AutoMTLS' = 70 }).GetEnumerator()) {
        $time = Get-StartMedians $starts "$($mode.Key) time"
        Add-Row "Plugin in C#, start to first answer: $($mode.Key)" $time '' "at most $($mode.Value) ms, 0.3 × before" (
            $time.own -le $mode.Value -and (Test-Before $time 0.3) -ne $false)
        $memory = Get-StartMedians $starts "$($mode.Key) memory"
        Add-Row "The same, resident memory: $($mode.Key)" $memory '' 'at most 25 MB' ($memory.own -le 25) 'MB'
    }
}

function Measure-Configuration {
    $toml = @{}
    foreach ($round in 1..3) {
        foreach ($name in $versions.Keys) {
            $program = (Get-Item (Join-Path $versions[$name].Toml '*.runtimeconfig.json')).FullName -replace
                '\.runtimeconfig\.json$', '.dll'
            foreach ($line in dotnet $program) {
                if ($line -match '^(?<shape>.+?)\s+0\.1 MB\s+(?<small>[\d.]+) ms\s+1 MB\s+(?<large>\d+) ms') {
                    $toml["$name $($Matches.shape)"] += @([double] $Matches.large)
                    $toml["$name $($Matches.shape), small"] += @([double] $Matches.small)
                }
            }
        }
    }

    foreach ($shape in 'plugins', 'keys of one table', 'array of tables', 'errors') {
        $medians = @{ own = Get-Median $toml["own $shape"]; before = $null }
        if ($toml.ContainsKey("before $shape")) {
            $medians.before = Get-Median $toml["before $shape"]
        }

        $other = Format-Other '0.1 MB' (Get-Median $toml["own $shape, small"]) $medians.own
        Add-Row "``p5.toml`` of 1 MB: $shape" $medians $other 'at most 300 ms' ($medians.own -le 300)
    }

    $workspaces = Measure-ByTurns { (& $args[0].Host workspaces 500 | ConvertFrom-Json).time } ([ordered]@{
        fifty = { (& $versions.own.Host workspaces 50 | ConvertFrom-Json).time }
    })
    $other = Format-Other '50 workspaces' $workspaces.fifty $workspaces.own
    Add-Row 'Configuration of 500 workspaces' $workspaces $other 'linear' ($workspaces.own -le 13 * $workspaces.fifty)
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

# A PowerShell on PATH beside the one that runs this: an installed one is compiled ahead.
function Get-InstalledShell {
    # A shell puts its own folder on PATH.
    $installed = Get-Command pwsh -CommandType Application -All -ErrorAction Ignore |
        Where-Object { (Split-Path $_.Source) -notin $PSHOME, (Split-Path $PwshCommand) } | Select-Object -First 1
    if ($null -eq $installed) {
        return
    }

    $bare = Join-Path $folder 'Bare/0.1.0/Bare.psd1'
    $times = @{ bare = @(); own = @() }
    foreach ($round in 1..$Rounds) {
        foreach ($name in 'bare', 'own') {
            $module = $name -eq 'own' ? $versions.own.Manifest : $bare
            $script = Join-Path $PSScriptRoot 'pwsh/Measure-Import.ps1'
            $times[$name] += [double] (& $installed.Source -NoProfile -NonInteractive -File $script $module)
        }
    }

    ''
    "The PowerShell at ``$($installed.Source)`` imports P5 in $(Format-Figure (Get-Median $times.own)), and an empty " +
        "module in $(Format-Figure (Get-Median $times.bare))."
}

try {
    $null = New-Item $folder -ItemType Directory
    $versions = [ordered]@{ own = Get-Version $repository $output }
    if ($Before) {
        $source = Join-Path $output "before/$Before/source"
        if (-not $NoBuild) {
            Expand-Commit $Before $source
        }

        $versions.before = Get-Version $source (Split-Path $source)
    }

    if (-not $NoBuild) {
        & (Join-Path $repository 'examples/plugins/dev-env-go/build-debian.sh') | Out-Host
        & (Join-Path $PSScriptRoot 'go-host/build-debian.sh') | Out-Host
        $versions.Values | ForEach-Object { Build-Version $_ }
        dotnet build (Join-Path $PSScriptRoot 'startup') --configuration Release --verbosity quiet `
            --output (Join-Path $output 'startup') | Out-Host
    }

    $machine = -join (Get-Machine)
    Measure-Calls
    Measure-Sessions
    Measure-Programs
    Measure-Configuration
    $allocated = (Measure-Host $versions.own warm 3000).allocatedPerCall
    $table = @(
        '<!-- written by bench/run.ps1 -->'
        "Measured on $machine."
        ''
        "| what | P5 | $($Before ? "$Before, before" : 'before') (ratio) | compared with (ratio) | goal | met |"
        '|---|---|---|---|---|---|'
        $rows
        ''
        "A warm call allocates $([int] $allocated) bytes in the host."
        Get-InstalledShell
        '<!-- end -->'
    ) -join "`n"
    $text = Get-Content -Raw $document
    $pattern = '(?s)<!-- written by bench/run\.ps1 -->.*<!-- end -->'
    Set-Content $document ([regex]::Replace($text, $pattern, { $table })) -NoNewline
}
finally {
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
}
