<#
Measures Tab in a large workspace: 2000 stack files and 200 plugins, each with ten settings. Run it in a fresh process:

    dotnet pwsh -NoProfile -File bench/completion/completion.ps1

The first press of a session also loads P5's libraries; the later ones are what a user waits for. The limit of the
project is 50 ms for these.
#>
param(
    [int] $Stacks = 2000,
    [int] $Plugins = 200,
    [int] $Rounds = 25)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

$repository = Split-Path (Split-Path $PSScriptRoot)
$version =
    ([xml](Get-Content -Raw (Join-Path $repository 'Directory.Build.props'))).SelectSingleNode('//Version').InnerText
Import-Module (Join-Path $repository "artifacts/P5/$version/P5.psd1")

$workspace = Join-Path ([System.IO.Path]::GetTempPath()) "p5-bench-$([guid]::NewGuid().ToString('n'))"
$null = New-Item $workspace -ItemType Directory
try {
    Set-Content (Join-Path $workspace 'Pulumi.yaml') "name: large`nruntime: yaml"
    $settings = (1..10 | ForEach-Object { "setting$_ = 'a value of some length, number $_'" }) -join "`n"
    Set-Content (Join-Path $workspace 'p5.toml') (
        1..$Plugins |
            ForEach-Object { "[plugins.plugin-$_]`ncmd = 'plugin-$_'`n[plugins.plugin-$_.config]`n$settings" })
    foreach ($number in 1..$Stacks) {
        [System.IO.File]::WriteAllText((Join-Path $workspace "Pulumi.stack-$number.yaml"),
            "config:`n  p5:plugins:`n    plugin-1: {a: b}`n")
    }

    Set-Location $workspace
    foreach ($line in 'Invoke-P5Authenticate -Stack ', 'Invoke-P5Authenticate -Stack stack-19', 'Get-P5Plugin -Name ',
        'Get-P5Plugin -Stack stack-7 -Name plugin-1') {
        $times = 0..$Rounds | ForEach-Object {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $offered = @((TabExpansion2 $line $line.Length).CompletionMatches).Count
            $watch.Elapsed.TotalMilliseconds
        }
        $later = $times | Select-Object -Skip 1 | Sort-Object
        [pscustomobject]@{
            Line     = $line
            Offered  = $offered
            FirstMs  = [math]::Round($times[0], 1)
            MedianMs = [math]::Round($later[[int][math]::Floor($later.Count / 2)], 1)
            WorstMs  = [math]::Round($later[-1], 1)
        }
    }
}
finally {
    Set-Location $repository
    Remove-Item $workspace -Recurse
}
