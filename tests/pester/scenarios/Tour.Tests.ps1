BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # What differs from run to run and from system to system: numbers, and so the width of columns, and paths.
    function Get-Comparable([string] $Text) {
        $Text.Replace('\', '/') -replace '\d+', '#' -replace ' +', ' ' -replace '-{2,}', '--' -split '\r?\n' |
            ForEach-Object Trim
    }

    $page = Get-Content -Raw (Join-Path $Repository 'docs/tour.md')
    $lines = Invoke-FreshPwsh {
        & $args[0] -BuildOutput $args[1] | ConvertTo-Json -Compress
    } (Join-Path $Repository 'tests/tour/Invoke-Tour.ps1'), $BuildOutput
    $blocks = $lines | ConvertFrom-Json
}

AfterAll {
    Restore-Session
}

Describe 'docs/tour.md' {
    It 'shows what its commands print; if not, run tests/tour/Invoke-Tour.ps1 -Update and read what changed' {
        $blocks.Count | Should -BeGreaterThan 8
        foreach ($block in $blocks) {
            $block.Printed | Should -Not -BeNullOrEmpty -Because $block.Code
            Get-Comparable $block.Shown | Should -Be (Get-Comparable $block.Printed) -Because $block.Code
        }
    }

    It 'shows the stacks that Tab offers' {
        Set-Location (Join-Path $Repository 'examples/quickstart')

        $page | Should -Match "-Stack <Tab>\r?\n$((Complete 'Set-P5Environment -Stack ') -join ' +')\r?\n"
    }

    It 'shows no value of a credential' {
        $page | Should -Not -Match 'access-|(?<!-P5)secret|correct horse'
    }
}
