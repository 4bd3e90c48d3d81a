BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # The lines of a text, however wide its columns are.
    function Get-Comparable([string] $Text) {
        $Text -replace '\e\[[0-9;]*m' -replace '-{2,}', '--' -split '\r?\n' |
            ForEach-Object { ($_ -replace '\s+', ' ').Trim() }
    }
}

AfterAll {
    Restore-Session
}

Describe 'The quick start' {
    It 'prints what README.md shows' {
        Skip-ExampleInWine
        $readme = Get-Content -Raw (Join-Path $Repository README.md)
        $readme -match '(?s)run\.ps1\r?\n```.*?```text\r?\n(?<Output>.*?)\r?\n```' | Should -BeTrue
        $shown = $Matches.Output

        $printed = Invoke-FreshPwsh { & $args[0] -NoBuild } (Join-Path $Repository examples/quickstart/run.ps1)

        Get-Comparable ($printed -join "`n").Trim() | Should -Be (Get-Comparable $shown)
    }

    It 'ends at the first step that fails' {
        $copy = Join-Path $TestDrive 'repository/examples/quickstart'
        $null = New-Item (Split-Path $copy) -ItemType Directory
        Copy-Item (Join-Path $Repository examples/quickstart) $copy -Recurse
        $null = New-Item (Join-Path $TestDrive repository/artifacts) -ItemType Directory
        Copy-Item (Split-Path (Split-Path $ModuleManifest)) (Join-Path $TestDrive repository/artifacts) -Recurse

        $printed =
            & $PwshCommand @PwshArguments -NoProfile -NonInteractive -File (Join-Path $copy run.ps1) -NoBuild 2>&1

        $LASTEXITCODE | Should -Be 1
        "$printed" | Should -Match 'dev-env'
        "$printed" | Should -Not -Match 'Get-P5Environment'
    }
}
