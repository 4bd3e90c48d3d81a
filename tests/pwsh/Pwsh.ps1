<#
Dot-sourced by whatever starts another shell of the kind that runs it: & $PwshCommand @PwshArguments -NoProfile …
In the .NET tool the process is dotnet, and the shell its first argument; the pwsh that lies beside pwsh.dll there is
for one system alone. The process that starts is the shell itself, no launcher of it: it may be killed, and its id is
the shell's.
#>
$PwshCommand = [System.Environment]::ProcessPath
$PwshArguments = @(
    if ([System.IO.Path]::GetFileNameWithoutExtension($PwshCommand) -eq 'dotnet') {
        Join-Path $PSHOME pwsh.dll
    })
