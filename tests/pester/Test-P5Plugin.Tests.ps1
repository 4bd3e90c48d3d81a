BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force

    # With it in the environment, the faulty plugin takes everybody for its host.
    Remove-Item Env:FAULTY_COOKIE
}

AfterAll {
    Restore-Session
}

Describe 'Test-P5Plugin' {
    It 'finds nothing wrong with a good plugin' {
        $config = @{ backendUrl = 's3://hunter2' }
        $checks = Test-P5Plugin $DevEnv -Config $config -StackConfig @{ passphrase = 'hunter2hunter2' }

        $checks | Should -BeOfType P5.PluginCheck
        $checks | Should -HaveCount 20
        $checks | Where-Object Outcome -EQ Fail | Should -BeNullOrEmpty
        $checks.Plugin | Sort-Object -Unique | Should -Be 'dev-env'
        $checks.Id | Should -Be (
            'RefusesByHand', 'Handshake', 'StartTime', 'ProtocolVersion', 'Address', 'Health', 'Stdio', 'Authenticate',
            'Lifetime', 'Variables', 'Concurrency', 'Cancellation', 'LargeRequest', 'UnknownMethod', 'UnknownService',
            'SecondConnection', 'Shutdown', 'NothingLeft', 'Log', 'AutoMtls')
        $checks.Duration | ForEach-Object { $_ | Should -BeOfType timespan }
        ($checks | Where-Object Id -EQ Variables).Evidence | Should -Be 'PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE'
        $checks | Format-List * | Out-String -Width 500 | Should -Not -Match 'hunter2'
    }

    It 'says what is wrong and what to do, in 80 columns' {
        $checks = Test-P5Plugin $Faulty not-serving

        $failed = $checks | Where-Object Outcome -EQ Fail
        $failed.Id | Should -Be 'Health'
        $failed.Evidence | Should -Be "Check for 'plugin' answered NotServing"
        $failed.Recommendation | Should -BeLike 'Serve grpc.health.v1.Health and answer*'
        "$failed" | Should -Be "Fail Health: $($failed.Evidence)"
        $lines = ($checks | Out-String -Width 80).TrimEnd() -split '\r?\n'
        $lines | ForEach-Object { ($_ -replace '\e\[[\d;]*m').TrimEnd().Length } | Should -BeLessOrEqual 80
        $lines -match '-> Serve grpc.health.v1.Health' | Should -HaveCount 1
    }

    It 'writes each result as it comes' {
        $first = Test-P5Plugin $Faulty silent -TimeoutSec 300 | Select-Object -First 1

        $first.Id | Should -Be 'RefusesByHand'
    }

    It 'ends a rule after -TimeoutSec' {
        $checks = Test-P5Plugin $Faulty hang-in-call -TimeoutSec 10

        ($checks | Where-Object Outcome -EQ Fail).Evidence | Should -Be 'no answer within 10 s'
    }

    It 'ends what it started when it is stopped' {
        $shell = New-Shell (New-Workspace) "Test-P5Plugin '$Faulty' hang-in-call -TimeoutSec 300 -Verbose"
        $run = $shell.BeginInvoke()
        Wait-Until { $shell.Streams.Verbose -match 'p5-faulty: hanging' }

        $shell.Stop()

        $run.IsCompleted | Should -BeTrue
        $shell.Dispose()
        Get-Process p5-faulty -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID } | Should -BeNullOrEmpty
    }

    It 'takes a configured plugin with its arguments and settings' {
        $null = New-Workspace -Toml (
            Get-PluginToml recorder $Recorder -Config @{ 'env.P5TEST_A' = 'a'; ttl = '5' }) -Stack @{
            dev = Get-StackYaml recorder @{ 'env.P5TEST_B' = 'b' }
        }

        $checks = Test-P5Plugin -Name RECORDER -Stack dev

        $checks.Plugin | Sort-Object -Unique | Should -Be 'recorder'
        $checks | Where-Object Outcome -EQ Fail | Should -BeNullOrEmpty
        ($checks | Where-Object Id -EQ Variables).Evidence | Should -Be 'P5TEST_A, P5TEST_B'
        ($checks | Where-Object Id -EQ Lifetime).Evidence | Should -Be 'ttl_seconds is 5'
        Complete 'Test-P5Plugin -Name ' | Should -Be 'recorder'
    }

    It 'sends numbers and booleans as a configuration file would' {
        $checks = Test-P5Plugin $Recorder -Config @{ ttl = 60; fail = $true }

        ($checks | Where-Object Id -EQ Authenticate).Evidence |
            Should -BeLike 'success = false after * ms, because: true'
    }

    It 'takes a path relative to the location' {
        $null = New-Workspace
        Copy-Item (Split-Path $Faulty) ./plugin -Recurse

        $checks = Test-P5Plugin ./plugin/p5-faulty -ArgumentList garbage-line

        ($checks | Where-Object Outcome -EQ Fail).Id | Should -Be 'Handshake'
        @($checks | Where-Object Evidence -EQ 'not tried: Handshake failed') | Should -HaveCount 18
    }

    It 'fails with an id if there is no plugin: <Scenario>' -ForEach @(
        @{ Scenario = 'no such file'; Parameters = @{ Command = './absent' }; Id = 'P5.PluginNotFound' }
        @{ Scenario = 'not configured'; Parameters = @{ Name = 'absent'; Stack = 'dev' }; Id = 'P5.PluginNotFound' }
        @{ Scenario = 'built in'; Parameters = @{ Name = 'kubernetes'; Stack = 'dev' }; Id = 'P5.PluginNotFound' }
        @{ Scenario = 'no stack'; Parameters = @{ Name = 'kubernetes' }; Id = 'P5.StackNotSelected' }
    ) {
        $null = New-Workspace -Toml '[plugins.kubernetes]'

        { Test-P5Plugin @Parameters } | Should -Throw -ErrorId "$Id,P5.PowerShell.Commands.TestP5PluginCommand"
    }
}
