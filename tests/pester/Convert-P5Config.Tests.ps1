BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force

    $OldToml = "# ours`n[plugins.dev-env]`nsource = `"./plugins/dev-env`"`n"
    $NewToml = "# ours`n[plugins.dev-env]`ncmd = `"./plugins/dev-env/dev-env`"`n"
    $OldProgram =
        "name: shop`nruntime: yaml`np5:`n  plugins:`n    okta:`n      source: github.com/acme/okta@v1 # pinned`n"
    $NewProgram = "name: shop`nruntime: yaml`np5:`n  plugins:`n    okta:`n" +
        "      # was: source: github.com/acme/okta@v1`n      cmd: okta # pinned`n"
    $OldStack = "config:`n  p5:plugins:okta:`n    role: dev`n"
    $NewStack = "config:`n  p5:plugins:`n    okta:`n      config:`n        role: dev`n"

    # A workspace of the WASM era, with a newline at no file's end but what the texts have.
    function New-OldWorkspace {
        $path = New-Workspace -Stack @{}
        Set-Content (Join-Path $path 'p5.toml') $OldToml -NoNewline
        Set-Content (Join-Path $path 'Pulumi.yaml') $OldProgram -NoNewline
        Set-Content (Join-Path $path 'Pulumi.dev.yaml') $OldStack -NoNewline
        $path
    }

    function Get-Text([string] $Name) {
        Get-Content (Join-Path $pwd $Name) -Raw
    }
}

AfterAll {
    Restore-Session
}

Describe 'Convert-P5Config' {
    It 'previews the files of the location and writes nothing' {
        $workspace = New-OldWorkspace

        $result = Get-Stream { Convert-P5Config }

        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -HaveCount 3
        $result.Output | Should -BeOfType P5.ConfigConversion
        $result.Output.Path | Split-Path -Leaf | Should -Be 'Pulumi.dev.yaml', 'Pulumi.yaml', 'p5.toml'
        $result.Output.Changed | Should -Be $true, $true, $true
        $result.Output.Written | Should -Be $false, $false, $false
        $result.Output.Text | Should -BeExactly $NewStack, $NewProgram, $NewToml
        $result.Output[1].Plugins | Should -HaveCount 1
        $result.Output[1].Plugins[0].Name | Should -Be 'okta'
        $result.Output[1].Plugins[0].Line | Should -Be 6
        $result.Output[1].Plugins[0].Old | Should -Be 'github.com/acme/okta@v1'
        $result.Output[1].Plugins[0].New | Should -Be 'okta'
        $result.Warning | Should -HaveCount 2
        $result.Warning[0] | Should -BeLike "$(Join-Path $workspace 'Pulumi.yaml'):6:7: *'okta' must be installed*"
        Get-ChildItem $workspace -Name | Should -Be (Get-ChildItem $workspace -Name -Exclude *.bak)
        Get-Text p5.toml | Should -BeExactly $OldToml
    }

    It 'shows the difference by default' {
        $null = New-OldWorkspace

        $text = Convert-P5Config Pulumi.dev.yaml | Out-String -Width 200

        $text | Should -Match '1 plugin to convert; nothing was written'
        $text | Should -Match '(?m)^-  p5:plugins:okta:'
        $text | Should -Match '(?m)^\+    okta:'
    }

    It 'counts <Count> in words' -ForEach @(
        @{ Count = '2 plugins'; Path = 'p5.toml'; Pattern = '2 plugins to convert; nothing was written' }
        @{ Count = 'what it leaves'; Path = 'Pulumi.yaml'
            Pattern = '1 plugin to convert; convert manually: shared, other; nothing was written' }
    ) {
        $null = New-OldWorkspace
        Set-Content p5.toml ($OldToml + "[plugins.b]`nsource = `"./b`"`n") -NoNewline
        Set-Content Pulumi.yaml ("x: &x {source: ./x}`n" +
            "p5: {plugins: {shared: *x, other: *x, a: {source: ./a}}}`n") -NoNewline

        $text = Convert-P5Config $Path 3> $null | Out-String -Width 300

        $text | Should -Match $Pattern
    }

    It 'names the plugins that you must convert manually' {
        $null = New-OldWorkspace
        Set-Content Pulumi.yaml "x: &x {source: ./x}`np5: {plugins: {a: *x}}`n" -NoNewline

        $result = Get-Stream { Convert-P5Config Pulumi.yaml -InPlace }

        $result.Output.NotConverted | Should -Be 'a'
        $result.Output.Written | Should -BeFalse
        $result.Warning | Should -BeLike "*plugin 'a': it was not converted; convert it manually: *"
        $result.Output | Out-String -Width 300 | Should -Match 'nothing was converted; convert manually: a'
    }

    It 'shows differences for git apply in the location' {
        $workspace = New-OldWorkspace
        $null = New-Item (Join-Path $workspace 'apps/b') -ItemType Directory -Force
        Set-Content (Join-Path $workspace 'apps/b/Pulumi.dev.yaml') $OldStack -NoNewline

        $here = Convert-P5Config -Recurse 3> $null
        Set-Location apps
        $elsewhere = Convert-P5Config $workspace -Recurse 3> $null

        $headers = '--- a/Pulumi.dev.yaml', '--- a/Pulumi.yaml', '--- a/p5.toml', '--- a/apps/b/Pulumi.dev.yaml'
        $here.Diff | ForEach-Object { ($_ -split "`n")[0] } | Should -Be $headers
        $elsewhere.Diff | ForEach-Object { ($_ -split "`n")[0] } | Should -Be $headers
    }

    It 'converts a file by its full path in a location that is not a folder' {
        $workspace = New-OldWorkspace
        Set-Location Env:

        (Convert-P5Config (Join-Path $workspace 'p5.toml')).Changed | Should -BeTrue

        Set-Location $workspace
    }

    It 'writes with -InPlace, keeps a backup, and changes nothing the second time' {
        $null = New-OldWorkspace

        $first = Convert-P5Config -InPlace 3> $null
        $second = Convert-P5Config -InPlace

        $first.Written | Should -Be $true, $true, $true
        Get-Text p5.toml | Should -BeExactly $NewToml
        Get-Text Pulumi.yaml | Should -BeExactly $NewProgram
        Get-Text Pulumi.dev.yaml | Should -BeExactly $NewStack
        Get-Text p5.toml.bak | Should -BeExactly $OldToml
        Get-Text Pulumi.dev.yaml.bak | Should -BeExactly $OldStack
        $second.Changed | Should -Be $false, $false, $false
        $second.Written | Should -Be $false, $false, $false
        $second.Diff | Should -Be '', '', ''
        $second[0] | Out-String | Should -Match 'nothing to convert'
    }

    It 'loads what it wrote' {
        $null = New-OldWorkspace
        $null = Convert-P5Config -InPlace 3> $null

        (Get-P5Plugin -Stack dev -WarningAction SilentlyContinue).Command |
            Should -Be './plugins/dev-env/dev-env', 'okta'
    }

    It 'writes nothing with -WhatIf, and shows it all the same' {
        $null = New-OldWorkspace

        $result = Convert-P5Config -InPlace -WhatIf 3> $null

        $result.Changed | Should -Be $true, $true, $true
        $result.Written | Should -Be $false, $false, $false
        Get-Text Pulumi.yaml | Should -BeExactly $OldProgram
        Get-ChildItem -Filter *.bak | Should -BeNullOrEmpty
    }

    It 'takes files from Get-ChildItem' {
        $null = New-OldWorkspace

        $result = Get-ChildItem -Filter Pulumi*.yaml | Convert-P5Config -InPlace 3> $null

        $result.Path | Split-Path -Leaf | Should -Be 'Pulumi.dev.yaml', 'Pulumi.yaml'
        Get-Text Pulumi.dev.yaml | Should -BeExactly $NewStack
        Get-Text p5.toml | Should -BeExactly $OldToml
    }

    It 'takes wildcards' {
        Skip-PatternInWine
        $null = New-OldWorkspace

        (Convert-P5Config Pulumi.*.yaml).Text | Should -BeExactly $NewStack
    }

    It 'goes down with -Recurse, and one broken file hides no other' {
        $workspace = New-OldWorkspace
        foreach ($name in 'a', 'b/c', 'node_modules/x', '.git', 'b/bin') {
            $null = New-Item (Join-Path $workspace $name) -ItemType Directory -Force
            Set-Content (Join-Path $workspace "$name/Pulumi.dev.yaml") $OldStack -NoNewline
        }

        Set-Content a/Pulumi.yaml 'p5: ['

        $result = Get-Stream { Convert-P5Config -Recurse }

        $result.Output.Path | ForEach-Object { [System.IO.Path]::GetRelativePath($workspace, $_).Replace('\', '/') } |
            Should -Be 'Pulumi.dev.yaml', 'Pulumi.yaml', 'p5.toml', 'a/Pulumi.dev.yaml', 'b/c/Pulumi.dev.yaml'
        $result.Error | Should -HaveCount 1
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.ConfigInvalid,*'
        $result.Error[0].TargetObject | Should -Be (Join-Path $workspace 'a/Pulumi.yaml')
        $result.Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'uses -CommandMap and -BinDirectory' {
        $null = New-OldWorkspace

        $mapped =
            Convert-P5Config -CommandMap @{ 'dev-env' = '/opt/dev'; 'github.com/acme/okta@v1' = 'acme-okta' } 3> $null
        $bin = Convert-P5Config Pulumi.yaml -BinDirectory ~/bin 3> $null

        $mapped.Plugins.New | Should -Be 'p5:plugins.okta.config', 'acme-okta', '/opt/dev'
        $bin.Plugins.New | Should -Be '~/bin/okta'
    }

    It 'writes one file to -DestinationPath, and refuses several' {
        $null = New-OldWorkspace

        $result = Convert-P5Config p5.toml -DestinationPath new.toml 3> $null

        $result.Written | Should -BeTrue
        Get-Text new.toml | Should -BeExactly $NewToml
        Get-Text p5.toml | Should -BeExactly $OldToml
        { Convert-P5Config -DestinationPath other.toml 3> $null } | Should -Throw -ErrorId 'P5.ConfigInvalid,*'
        'other.toml' | Should -Not -Exist
    }

    It 'leaves what it cannot convert safely, and says why' {
        $null = New-OldWorkspace
        $text = "config:`n  p5:plugins: {okta: {role: prod}}`n  p5:plugins:okta: {role: dev}`n"
        Set-Content Pulumi.dev.yaml $text -NoNewline

        $result = Get-Stream { Convert-P5Config Pulumi.dev.yaml -InPlace }

        $result.Output.Changed | Should -BeFalse
        $result.Warning | Should -HaveCount 1
        $result.Warning[0] | Should -BeLike "*:3:3: p5:plugins:okta: *manually: 'role' has another value in line 2*"
        Get-Text Pulumi.dev.yaml | Should -BeExactly $text
    }

    It 'reports <Scenario>' -ForEach @(
        @{ Scenario = 'a file that is not there'; Path = 'none.toml'; Id = 'P5.ConfigInvalid' }
        @{ Scenario = 'a kind of file that it does not know'; Path = 'other.yaml'; Id = 'P5.ConfigInvalid' }
        @{ Scenario = 'a folder with nothing to convert'; Path = 'empty'; Id = 'P5.WorkspaceNotFound' }
    ) {
        $null = New-OldWorkspace
        $null = New-Item empty -ItemType Directory
        Set-Content other.yaml 'a: 1'

        $result = Get-Stream { Convert-P5Config $Path }

        $result.Output | Should -BeNullOrEmpty
        $result.Error | Should -HaveCount 1
        $result.Error[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'refuses a read-only file and loses nothing' {
        $null = New-OldWorkspace
        (Get-Item p5.toml).IsReadOnly = $true
        try {
            $result = Get-Stream { Convert-P5Config p5.toml -InPlace }
        }
        finally {
            (Get-Item p5.toml).IsReadOnly = $false
        }

        $result.Error[0].FullyQualifiedErrorId | Should -BeLike 'P5.ConfigInvalid,*'
        $result.Error[0] | Should -BeLike '*read-only*'
        Get-Text p5.toml | Should -BeExactly $OldToml
        'p5.toml.bak' | Should -Not -Exist
    }

    It 'converts 500 projects, with progress' {
        $workspace = New-OldWorkspace
        foreach ($number in 1..500) {
            $project = [System.IO.Directory]::CreateDirectory((Join-Path $workspace "apps/p$number")).FullName
            [System.IO.File]::WriteAllText((Join-Path $project 'Pulumi.yaml'), $OldProgram)
            [System.IO.File]::WriteAllText((Join-Path $project 'Pulumi.dev.yaml'), $OldStack)
        }

        # In a shell of its own, because only there progress can be read.
        $shell = [powershell]::Create()
        $script = {
            param($Module, $Path)
            Import-Module $Module
            Convert-P5Config $Path -Recurse -InPlace -WhatIf -WarningAction SilentlyContinue
        }
        $null = $shell.AddScript($script).AddArgument($ModuleManifest).AddArgument($workspace)
        try {
            $result = $shell.Invoke()
            $progress = @($shell.Streams.Progress | Where-Object Activity -EQ 'Converting P5 configuration')
            $errors = @($shell.Streams.Error)
        }
        finally {
            $shell.Dispose()
        }

        $errors | Should -BeNullOrEmpty
        $result | Should -HaveCount 1003
        $result.Changed | Should -Not -Contain $false
        $progress.RecordType | Select-Object -Last 1 | Should -Be 'Completed'
    }
}
