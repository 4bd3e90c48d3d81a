BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force
    $examples = Join-Path $Repository examples
}

AfterAll {
    Restore-Session
}

Describe 'The example profile' {
    It 'follows into approved workspaces and shows the stack, also if it is loaded twice: <_>' -ForEach 'FullLanguage',
        'ConstrainedLanguage' {
        $env:PULUMI_STACK = 'dev'
        $workspace =
            New-Workspace -Toml (Get-PluginToml recorder $Recorder -Config @{ ttl = '3600'; 'env.WHO' = 'shop' })
        $null = Approve-P5Workspace
        try {
            $lines = Invoke-FreshPwsh {
                $env:PSModulePath = $args[0] + [System.IO.Path]::PathSeparator + $env:PSModulePath
                $env:NO_COLOR = '1'
                Set-Location $args[3]
                $ExecutionContext.SessionState.LanguageMode = $args[4]
                function prompt { 'PS> ' }
                . $args[1]
                . $args[1]
                prompt
                Set-Location $args[2]
                $env:WHO
                prompt
                $env:NO_COLOR = ''
                prompt
                $env:P5_CREDENTIAL_EXPIRATION = '2001-02-03T04:05:06Z'
                Get-P5PromptText
                Set-Location $args[3]
                "[$env:WHO]"
            } @((Split-Path (Split-Path (Split-Path $ModuleManifest))), (Join-Path $examples profile.ps1), $workspace,
                [System.IO.Path]::GetTempPath(), $_)
        }
        finally {
            Remove-Item Env:PULUMI_STACK
        }

        $lines[0] | Should -Be 'PS> '
        $lines[1] | Should -Be 'shop'
        $lines[2] | Should -Match '^\[dev 59 min\] PS> $'
        $lines[3] -replace '\e\[[0-9;]*m' | Should -Match '^\[dev 59 min\] PS> $'
        $lines[3] | Should -Match '\e'
        $lines[4] | Should -Match '\[dev expired\] '
        $lines[5] | Should -Be '[]'
    }
}

Describe 'The oh-my-posh theme' {
    It 'is JSON with a segment that shows the stack' {
        $theme = Get-Content (Join-Path $examples prompts/oh-my-posh.omp.json) -Raw | ConvertFrom-Json

        $theme.blocks.segments[0].template | Should -Be '{{ if .Env.P5_STACK }}[{{ .Env.P5_STACK }}] {{ end }}'
    }
}
