BeforeDiscovery {
    $NoTerminal = $IsLinux ? -not (Get-Command script -CommandType Application -ErrorAction Ignore) : $true
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # Starts a shell at a terminal, which imports P5 and then waits at its prompt. Hands out whether it loads gRPC
    # within so many idle moments; PowerShell has about three in a second.
    function Get-Preparation([int] $IdleMoments, [string] $Setting) {
        $script = Join-Path $TestDrive 'interactive.ps1'
        $result = Join-Path $TestDrive 'result'
        Remove-Item $result -ErrorAction Ignore
        Set-Content $script @'
# It would ask the terminal for its cursor, and nothing answers here.
Remove-Module PSReadLine -ErrorAction Ignore
Import-Module $args[0]
$global:ResultPath = $args[1]
$global:IdleMoments = [int] $args[2]
$null = Register-EngineEvent PowerShell.OnIdle -Action {
    $isPrepared = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'Grpc.Net.Client'
    $global:IdleMoments--
    if ($isPrepared -or $global:IdleMoments -eq 0) {
        Set-Content $global:ResultPath $isPrepared
        [System.Environment]::Exit(0)
    }
}
'@
        $line = (@($PwshCommand) + $PwshArguments + '-NoProfile', '-NoExit', '-File', $script, $ModuleManifest, $result,
            $IdleMoments | ForEach-Object { "'$_'" }) -join ' '
        $env:P5_WARMUP = $Setting
        try {
            $null = $null | timeout 300 script --quiet --return --command $line /dev/null
        }
        finally {
            Remove-Item Env:P5_WARMUP
        }

        Get-Content $result
    }
}

AfterAll {
    Restore-Session
}

# What is loaded without a terminal is in Module.Tests.ps1.
Describe 'An interactive shell' {
    It 'prepares the first call at its prompt (needs script)' -Skip:$NoTerminal {
        Get-Preparation -IdleMoments 300 -Setting '1' | Should -Be 'True'
    }

    It 'prepares nothing if P5_WARMUP is 0 (needs script)' -Skip:$NoTerminal {
        Get-Preparation -IdleMoments 5 -Setting '0' | Should -Be 'False'
    }
}
