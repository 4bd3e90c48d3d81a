BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Disable-P5AutoEnvironment' {
    BeforeEach {
        $env:PULUMI_STACK = 'dev'
        $workspace = New-ApprovedWorkspace shop
    }

    AfterEach {
        Reset-AutoEnvironment
    }

    It 'restores the environment, and applies nothing from then on' {
        Enable-P5AutoEnvironment
        Disable-P5AutoEnvironment

        Test-Path Env:WHO | Should -BeFalse
        Set-Location $TestDrive
        Set-Location $workspace
        Test-Path Env:WHO | Should -BeFalse
    }

    It 'removes its own handler and leaves those of others' {
        Set-Location $TestDrive
        $said = [System.Collections.Generic.List[string]]::new()
        $type = [EventHandler[System.Management.Automation.LocationChangedEventArgs]]
        $intrinsics = $ExecutionContext.SessionState.InvokeCommand
        $before = [EventHandler[System.Management.Automation.LocationChangedEventArgs]] { $said.Add('before') }
        $after = [EventHandler[System.Management.Automation.LocationChangedEventArgs]] { $said.Add('after') }
        $intrinsics.LocationChangedAction = $before

        Enable-P5AutoEnvironment
        Enable-P5AutoEnvironment
        $intrinsics.LocationChangedAction = [Delegate]::Combine($intrinsics.LocationChangedAction, $after)
        Get-LocationHandler | Should -HaveCount 3
        Set-Location $workspace
        $env:WHO | Should -Be 'shop'
        $said | Should -Be 'before', 'after'
        Disable-P5AutoEnvironment
        Disable-P5AutoEnvironment

        Get-LocationHandler | Should -HaveCount 2
        Get-LocationHandler | Should -Be $before, $after
        $intrinsics.LocationChangedAction | Should -BeOfType $type
    }
}
