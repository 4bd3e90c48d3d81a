# How long the first Invoke-P5Authenticate of this fresh shell takes, in milliseconds.
param([string] $Manifest, [string] $Workspace)

$ErrorActionPreference = 'Stop'

Import-Module $Manifest
Set-Location $Workspace
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$null = Invoke-P5Authenticate -Stack dev -ErrorAction Stop
$watch.Elapsed.TotalMilliseconds
