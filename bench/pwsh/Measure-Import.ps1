# How long the import of a module takes in this fresh shell, in milliseconds.
param([string] $Manifest)

$ErrorActionPreference = 'Stop'

$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Manifest
$watch.Elapsed.TotalMilliseconds
