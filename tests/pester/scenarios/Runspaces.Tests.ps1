BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Runspaces side by side' {
    It 'share one call to the plugin, counted by the plugin' {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        $shells = @()
        try {
            $workspace = New-Workspace -Toml (
                Get-PluginToml recorder $Recorder -Config @{ count = 'COUNT'; gate = "$($gate.LocalEndpoint.Port)" })
            $shells = 1..4 | ForEach-Object { New-Shell $workspace 'Invoke-P5Authenticate dev -Verbose' }
            $runs = $shells | ForEach-Object { $_.BeginInvoke() }
            $visitor = $gate.AcceptTcpClientAsync()
            Wait-Until { $visitor.IsCompleted }
            # All four wait for the one that stands at the gate; one of them gives up.
            Wait-Until {
                @($shells | Where-Object { "$($_.Streams.Verbose)" -like "*Calling plugin 'recorder'*" }).Count -eq 4
            }
            $shells[0].Stop()

            $visitor.Result.GetStream().WriteByte(1)
            $credentials = 1..3 | ForEach-Object { $shells[$_].EndInvoke($runs[$_]) }

            $credentials | Should -HaveCount 3
            $credentials | ForEach-Object { $_.ToHashtable().COUNT } | Should -Be '1', '1', '1'
            $gate.Pending() | Should -BeFalse
        }
        finally {
            $shells | ForEach-Object Dispose
            $gate.Stop()
        }
    }

    It 'share one call in <Kind>' -ForEach @(
        @{
            Kind = 'thread jobs'
            Start = {
                param($script, $arguments)
                1..3 | ForEach-Object { Start-ThreadJob $script -ArgumentList $arguments }
            }
        }
        @{
            Kind  = 'ForEach-Object -Parallel'
            Start = {
                param([string] $script, $arguments)
                1..3 |
                    ForEach-Object -AsJob -ThrottleLimit 3 -Parallel {
                        & ([scriptblock]::Create($using:script)) @using:arguments
                    }
            }
        }
    ) {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        $jobs = @()
        try {
            $workspace = New-Workspace -Toml (
                Get-PluginToml recorder $Recorder -Config @{ count = 'COUNT'; gate = "$($gate.LocalEndpoint.Port)" })
            $jobs = & $Start {
                Import-Module $args[0]
                (Invoke-P5Authenticate dev -Path $args[1] -Verbose).ToHashtable().COUNT
            } @($ModuleManifest, $workspace)
            $visitor = $gate.AcceptTcpClientAsync()
            Wait-Until { $visitor.IsCompleted }
            Wait-Until {
                @(
                    $jobs | ForEach-Object { $_; $_.ChildJobs } |
                        Where-Object { "$($_.Verbose)" -like "*Calling plugin 'recorder'*" }).Count -eq 3
            }

            $visitor.Result.GetStream().WriteByte(1)

            $jobs | Receive-Job -Wait 4>$null | Should -Be '1', '1', '1'
            $gate.Pending() | Should -BeFalse
        }
        finally {
            $gate.Stop()
            $jobs | Remove-Job -Force
        }
    }

    It 'ask plugins side by side: none of ten answers before all are asked' {
        $gate = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $gate.Start()
        try {
            $workspace = New-Workspace -Toml (
                0..9 |
                    ForEach-Object { Get-PluginToml "p$_" $Recorder -Config @{ gate = "$($gate.LocalEndpoint.Port)" } })
            $shell = New-Shell $workspace 'Invoke-P5Authenticate dev'
            $run = $shell.BeginInvoke()
            $visitors = 1..10 | ForEach-Object {
                $visitor = $gate.AcceptTcpClientAsync()
                Wait-Until { $visitor.IsCompleted }
                $visitor.Result
            }

            $visitors | ForEach-Object { $_.GetStream().WriteByte(1) }

            $shell.EndInvoke($run) | Should -HaveCount 10
        }
        finally {
            $shell.Dispose()
            $gate.Stop()
        }
    }
}
