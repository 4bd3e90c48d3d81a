<#
Two medians, in milliseconds: of Invoke-P5Authenticate where the answers of all plugins are there already, and of
Set-P5Environment with a thousand variables.
#>
param([string] $Manifest, [string] $Workspace, [string] $LargeWorkspace)

$ErrorActionPreference = 'Stop'

function Get-Median([double[]] $Values) {
    ($Values | Sort-Object)[[int][math]::Floor($Values.Count / 2)]
}

Import-Module $Manifest
Set-Location $Workspace
$null = Invoke-P5Authenticate -Stack dev
$times = foreach ($round in 1..400) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = Invoke-P5Authenticate -Stack dev
    $watch.Elapsed.TotalMilliseconds
}
Get-Median $times[100..399]

Set-Location $LargeWorkspace
$credential = Invoke-P5Authenticate -Stack dev
if (@($credential.VariableNames).Count -ne 1000) {
    throw "The credential has $(@($credential.VariableNames).Count) variables."
}
$times = foreach ($round in 1..60) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $credential | Set-P5Environment
    $watch.Elapsed.TotalMilliseconds
    Clear-P5Environment
}
Get-Median $times[20..59]
