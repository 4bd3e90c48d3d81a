BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Test-P5Config' {
    It 'reports a missing file of env as a warning, unless it is optional' {
        $workspace = New-Workspace -Toml @(
            '[plugins.env.config]'
            'sources = [{ path = ".env" }, { path = "ci.env", optional = true }]')

        $finding = Test-P5Config

        @($finding).Count | Should -Be 1
        $finding.Id | Should -Be 'EnvFileNotFound'
        $finding.Severity | Should -Be 'Warning'
        $finding.File | Should -Be (Join-Path $workspace '.env')
    }

    It 'reports what a built-in source needs and this machine does not have' {
        $null = New-Workspace -Toml '[plugins.pulumi.config]', 'passphrase = "secret:gone"', '[plugins.command.config]',
            'command = ["no-such-program"]'

        $findings = Test-P5Config

        $findings | ForEach-Object { "$($_.Severity) $($_.Id):$($_.Line)" } |
            Should -Be 'Warning SourceNotAvailable:2', 'Warning SourceNotAvailable:4'
        $findings[0].Message | Should -BeLike "Plugin 'pulumi': passphrase names secret 'gone', *"
        $findings[1].Message | Should -BeLike (
            "Plugin 'command': command in config names a command that cannot be run: *")
    }

    It 'writes nothing when all is well' {
        $null = New-Workspace

        Test-P5Config | Should -BeNullOrEmpty
        Test-P5Config -Stack dev | Should -BeNullOrEmpty
        Test-P5Config -Recurse | Should -BeNullOrEmpty
    }

    It 'writes an object with the place and what to do' {
        $workspace = New-Workspace -Toml '[plugins.kubernetes]', "comand = 'x'"

        $found = Test-P5Config

        $found | Should -BeOfType P5.ConfigDiagnostic
        $found.Severity | Should -Be 'Warning'
        $found.Id | Should -Be 'UnknownKey'
        $found.File | Should -Be (Join-Path $workspace 'p5.toml')
        $found.Line | Should -Be 2
        $found.Column | Should -Be 1
        $found.Key | Should -Be 'plugins.kubernetes.comand'
        $found.Plugin | Should -Be 'kubernetes'
        $found.Message | Should -BeLike '*Did you mean cmd?'
        $found.Fix | Should -Be 'Rename it to cmd.'
        "$found" | Should -Be "$(Join-Path $workspace 'p5.toml'):2:1: warning UnknownKey: $($found.Message)"
        $found.Place | Should -Be "$(Join-Path $workspace 'p5.toml'):2:1"
        $rows = ($found | Out-String -Width 500).Trim() -replace '\e\[[\d;]*m' -split '\r?\n'
        $rows[0] | Should -Match '^Severity +Id +Place +Message$'
        $rows[2] | Should -Match '^Warning +UnknownKey +p5\.toml:2:1 +plugins\.kubernetes\.comand is not read\.'
        $rows[3].Trim() | Should -Be '-> Rename it to cmd.'
    }

    It 'finds <Scenario>' -ForEach @(
        @{ Scenario = 'every error of a file'; Toml = 'a = ', 'b = '; Expected = 'ConfigParse:1', 'ConfigParse:2' }
        @{
            Scenario = 'values of a wrong type'
            Toml = '[plugins.x]', 'cmd = 1', 'args = 2'
            Expected = 'WrongType:2', 'WrongType:3'
        }
        @{
            Scenario = 'a command that is not there'
            Toml = '[plugins.x]', "cmd = './no'"
            Expected = 'CommandNotFound:2'
        }
        @{
            Scenario = 'a plugin without a command'
            Toml = '[plugins.x]', "source = './x.wasm'"
            Expected = 'CommandMissing:1', 'LegacyKey:2'
        }
        @{ Scenario = 'an order with an unknown plugin'; Toml = "order = ['x']"; Expected = 'OrderUnknownPlugin:1' }
    ) {
        $null = New-Workspace -Toml $Toml

        Test-P5Config | ForEach-Object { "$($_.Id):$($_.Line)" } | Should -Be $Expected
    }

    It 'checks the stack files of the folder that Pulumi reads them from' {
        $workspace = New-Workspace -Program "name: shop`nruntime: yaml`nstackConfigDir: config`n" -Stack @{}
        $null = New-Item (Join-Path $workspace 'config/Pulumi.dev.yaml') -Value 'text' -Force

        (Test-P5Config -Recurse).File | Should -Be (Join-Path $workspace 'config' 'Pulumi.dev.yaml')
        (TabExpansion2 'Test-P5Config -Stack ').CompletionMatches.CompletionText | Should -Be 'dev'
    }

    It 'checks all stack files, or the one that is named' {
        $null = New-Workspace -Stack @{ dev = 'text'; prod = 'text' }

        (Test-P5Config).File | Split-Path -Leaf | Should -Be 'Pulumi.dev.yaml', 'Pulumi.prod.yaml'
        (Test-P5Config -Stack prod).File | Split-Path -Leaf | Should -Be 'Pulumi.prod.yaml'
        (Test-P5Config -Stack prdo).Id | Should -Be 'StackFileNotFound'
        Complete 'Test-P5Config -Stack ' | Should -Be 'dev', 'prod'
    }

    It 'takes folders and files from the pipeline' {
        $first = New-Workspace -Toml 'a = '
        $second = New-Workspace -Toml 'a = '

        (Get-Item $first, (Join-Path $second 'p5.toml') | Test-P5Config).File |
            Should -Be (Join-Path $first 'p5.toml'), (Join-Path $second 'p5.toml')
        @($first, $first | Test-P5Config).Count | Should -Be 1
    }

    It 'checks each workspace of a repository' {
        $repository = Join-Path $TestDrive 'repository'
        foreach ($name in 'a', 'b', 'node_modules') {
            $null = New-Item (Join-Path $repository $name) -ItemType Directory
            Set-Content (Join-Path $repository "$name/Pulumi.yaml") 'text'
        }

        (Test-P5Config $repository -Recurse).File | Split-Path | Split-Path -Leaf | Should -Be 'a', 'b'
        (Test-P5Config $repository -Recurse | Select-Object -First 1).File | Should -BeLike '*a*'
    }

    It 'is a table that wraps at 80 columns, with the fix below each message' {
        $null = New-Workspace -Toml '[plugins.sso]', "cmd = './no'"

        $lines = (Test-P5Config | Out-String -Width 80).Trim() -replace '\e\[[\d;]*m' -split '\r?\n' |
            ForEach-Object TrimEnd

        $lines | ForEach-Object Length | Should -BeLessOrEqual 80
        $lines[0] | Should -Match '^Severity +Id +Place +Message$'
        $lines[2] | Should -Match "^Error +CommandNotFound +p5\.toml:2:1 +Plugin 'sso'"
        $lines -match '^ +-> Build or install' | Should -HaveCount 1
    }

    It 'reports a folder that cannot be read beside the findings of the others' -Skip:$IsWindows {
        $repository = Join-Path $TestDrive 'unreadable'
        $null = New-Item (Join-Path $repository a) -ItemType Directory
        Set-Content (Join-Path $repository a/Pulumi.yaml) 'text'
        # Longer than the system's longest path: not even root can read the inner one.
        $half = @('n' * 240) * ($IsMacOS ? 2 : 9) -join '/'
        foreach ($part in 'm', 'half') {
            $null = [System.IO.Directory]::CreateDirectory("$repository/$part/$half")
        }

        $first = 'n' * 240
        [System.IO.Directory]::Move("$repository/half/$first", "$repository/m/$half/$first")
        try {
            $found = Test-P5Config $repository -Recurse
            $converted = Get-Stream { Convert-P5Config $repository -Recurse }
        }
        finally {
            [System.IO.Directory]::Move("$repository/m/$half/$first", "$repository/half/$first")
        }

        $found.Id | Should -Be 'ConfigParse', 'FolderUnreadable'
        $found[1].Severity | Should -Be 'Error'
        $found[1].File | Should -BeLike "$repository/m/n*"
        $converted.Output.Path | Should -Be (Join-Path $repository a/Pulumi.yaml)
        $converted.Error | Should -HaveCount 1
        "$($converted.Error)" | Should -BeLike "$repository/m/n*"
    }

    It 'checks 500 projects, with progress' {
        $repository = Join-Path $TestDrive 'large'
        foreach ($number in 1..500) {
            $project = [System.IO.Directory]::CreateDirectory((Join-Path $repository "apps/p$number")).FullName
            [System.IO.File]::WriteAllText((Join-Path $project 'Pulumi.yaml'),
                "name: p$number`np5: {plugins: {kubernetes: {}}}`n")
            [System.IO.File]::WriteAllText((Join-Path $project 'Pulumi.dev.yaml'), "config: {p5:plugins:old: {a: b}}`n")
        }

        # In a shell of its own, because only there progress can be read.
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($Module, $Path) Import-Module $Module; Test-P5Config $Path -Recurse')
        $null = $shell.AddArgument($ModuleManifest).AddArgument($repository)
        try {
            $result = $shell.Invoke()
            $progress = @($shell.Streams.Progress | Where-Object Activity -EQ 'Checking configurations')
            $errors = @($shell.Streams.Error)
        }
        finally {
            $shell.Dispose()
        }

        $errors | Should -BeNullOrEmpty
        $result.Id | Should -HaveCount 500
        $result.Id | Sort-Object -Unique | Should -Be 'LegacyKey'
        @($progress | Where-Object RecordType -EQ 'Processing').PercentComplete | Sort-Object -Unique |
            Should -HaveCount 100
        $progress.RecordType | Select-Object -Last 1 | Should -Be 'Completed'
    }

    It 'fails with an id if there is nothing to check, and goes on' {
        $workspace = New-Workspace -Toml 'a = '

        $found = Test-P5Config $TestDrive, (Join-Path $workspace 'missing'),
            $workspace -ErrorVariable problems -ErrorAction SilentlyContinue

        $found.Id | Should -Be 'ConfigParse'
        $problems | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'P5.WorkspaceNotFound*'
        $problems.TargetObject | Should -Be "$TestDrive", (Join-Path $workspace 'missing')
    }
}

Describe 'Get-P5Plugin' {
    It 'shows the position of each setting' {
        $workspace = New-Workspace -Toml (Get-PluginToml dev-env $DevEnv -Config @{ url = 'hunter2' }) -Stack @{
            dev = Get-StackYaml dev-env @{ region = 'hunter2' }
        }
        $toml = Join-Path $workspace 'p5.toml'
        $line = (Select-String url $toml).LineNumber
        $stack = Join-Path $workspace 'Pulumi.dev.yaml'

        $plugin = Get-P5Plugin -Stack dev

        $plugin.Sources | Should -BeOfType P5.ConfigSource
        $plugin.Sources | Where-Object Setting -NE mtls | ForEach-Object { "$_" } |
            Should -Be "cmd: ${toml}:2:1", "config.url: ${toml}:${line}:1", "stack config.region: ${stack}:5:9"
        $list = $plugin | Format-List | Out-String -Width 500
        $list | Should -Match ([regex]::Escape("config.url: ${toml}:${line}:1"))
        $list | Should -Not -Match 'hunter2'
    }
}
