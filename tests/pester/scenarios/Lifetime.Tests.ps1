<#
No plugin outlives its shell, however that ends. Where it is killed and can do nothing any more, the next one ends what
it left. Each shell here is a process with plugins that ignore every request to end.
#>
BeforeDiscovery {
    # A plugin that waits for a login is in its call.
    $signals = @(
        @{ Scenario = 'the terminal closes'; Signal = 'HUP'; Mode = 'stubborn' }
        @{ Scenario = 'the terminal closes during a call'; Signal = 'HUP'; Mode = 'stubborn-in-call' }
        @{ Scenario = 'it is asked to end'; Signal = 'TERM'; Mode = 'stubborn' }
        @{ Scenario = 'it is asked to end during a call'; Signal = 'TERM'; Mode = 'stubborn-in-call' }
        @{ Scenario = 'Ctrl+C ends its script during a call'; Signal = 'INT'; Mode = 'stubborn-in-call' }
    )
}

BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # A workspace with a number of equal plugins.
    function New-PluginWorkspace([int] $Count, [string] $Mode) {
        New-Workspace -Toml (1..$Count | ForEach-Object { Get-PluginToml "p$_" $Faulty $Mode })
    }

    # A shell of its own in the current folder that asks the plugins, and then waits. The ids of its plugins are in
    # pids/, one file each; its sockets are in a folder that only these tests use.
    function Start-Shell([string] $End = 'Start-Sleep 600') {
        $null = New-Item pids -ItemType Directory -Force
        Set-Content shell.ps1 @"
            Import-Module '$ModuleManifest'
            Invoke-P5Authenticate dev -ErrorAction Ignore
            Set-Content asked.txt ''
            $End
"@
        Start-Process $PwshCommand ($PwshArguments +
            '-NoProfile', '-NonInteractive', '-File', 'shell.ps1') -NoNewWindow:$IsWindows -PassThru -Environment @{
            TMPDIR      = $SocketRoot
            FAULTY_PIDS = Join-Path $PWD pids
        } -RedirectStandardOutput out.txt -RedirectStandardError err.txt -RedirectStandardInput empty.txt
    }

    function Get-PluginId {
        Get-ChildItem pids | ForEach-Object { [int]$_.Name }
    }

    function Test-NoneAlive([int[]] $ProcessId) {
        -not ($ProcessId | Where-Object { Test-Alive $_ })
    }

    $SocketRoot =
        (New-Item (Join-Path ([System.IO.Path]::GetTempPath()) "p5-$(Get-Random)") -ItemType Directory).FullName
}

AfterAll {
    Restore-Session
    Remove-Item $SocketRoot -Recurse -Force
}

Describe 'The end of a shell' {
    BeforeEach {
        $ids = @()
        $shell = $null
    }

    AfterEach {
        @($ids) + @(${shell}?.Id) | Where-Object { $_ -and (Test-Alive $_) } |
            ForEach-Object { Stop-Process -Id $_ -Force }
    }

    It 'ends its plugins when <Scenario>' -Skip:$IsWindows -ForEach $signals {
        $null = New-PluginWorkspace 2 $Mode
        Set-Content empty.txt ''
        $shell = Start-Shell
        Wait-Until { @(Get-PluginId).Count -eq 2 -and ($Mode -eq 'stubborn-in-call' -or (Test-Path asked.txt)) }
        $ids = @(Get-PluginId)
        Wait-Until { @(Get-ChildItem "$SocketRoot/goplugin-*/*/s").Count -eq 2 }

        & /bin/kill -s $Signal $shell.Id

        $shell.WaitForExit($PatienceSec * 1000) | Should -BeTrue
        Wait-Until { Test-NoneAlive $ids }
        "$SocketRoot/goplugin-*/*" | Should -Not -Exist
    }

    It 'ends its plugins at <End>' -ForEach @(@{ End = 'Remove-Module P5' }, @{ End = 'Stop-P5Plugin' },
        @{ End = 'exit' }) {
        $null = New-PluginWorkspace 2 stubborn
        Set-Content empty.txt ''
        $shell = Start-Shell "$End; Set-Content ended.txt ''; Start-Sleep $($End -eq 'exit' ? 0 : 600)"
        Wait-Until { $shell.HasExited -or (Test-Path ended.txt) }
        $ids = @(Get-PluginId)

        $ids.Count | Should -Be 2
        Wait-Until { Test-NoneAlive $ids }
        if ($End -ne 'exit') {
            Stop-Process -Id $shell.Id -Force
        }
    }

    It 'by SIGKILL leaves plugins, which the next shell ends' -Skip:$IsWindows {
        $null = New-PluginWorkspace 3 stubborn
        Set-Content empty.txt ''
        $shell = Start-Shell
        Wait-Until { Test-Path asked.txt }
        $ids = @(Get-PluginId)
        $ids.Count | Should -Be 3
        Stop-Process -Id $shell.Id -Force
        $shell.WaitForExit($PatienceSec * 1000) | Should -BeTrue
        $ids | ForEach-Object { Test-Alive $_ | Should -BeTrue -Because 'nothing signals them' }

        $null = New-Workspace
        Set-Content empty.txt ''
        $shell = Start-Shell -End exit
        $shell.WaitForExit($PatienceSec * 1000) | Should -BeTrue

        Wait-Until { Test-NoneAlive $ids }
        "$SocketRoot/goplugin-*/*" | Should -Not -Exist
    }
}

Describe 'idle_timeout' {
    It 'ends a plugin that was idle for so long' {
        # The plugin leaves a file that is named for its process: the timeout may be over before P5 could be asked for
        # it.
        $pids = (New-Item (Join-Path $TestDrive idle-pids) -ItemType Directory).FullName
        $null = New-Workspace -Toml ((Get-PluginToml recorder $Recorder $pids) -replace
            '(?m)^cmd', "idle_timeout = '300ms'`ncmd")
        $null = Invoke-P5Authenticate dev
        $id = [int](Get-ChildItem $pids).Name

        Wait-Until { $null -eq (Get-P5Plugin).ProcessId }
        Wait-Until { -not (Test-Alive $id) }
        (Invoke-P5Authenticate dev -Force).Plugin | Should -Be 'recorder'
        @(Get-ChildItem $pids).Count | Should -Be 2
    }
}
