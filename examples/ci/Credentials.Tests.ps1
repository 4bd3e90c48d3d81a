<#
.SYNOPSIS
Checks the configuration of a Pulumi program, and that the plugins of its stacks return the variables that it needs.

.EXAMPLE
$data = @{ Path = './infra'; Stack = 'dev', 'prod'; Variable = 'PULUMI_BACKEND_URL', 'AWS_ACCESS_KEY_ID' }
Invoke-Pester -Container (New-PesterContainer -Path ./Credentials.Tests.ps1 -Data $data)
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSReviewUnusedParameter', '', Justification = 'The blocks use them.')]
param(
    # The folder of the program.
    [string] $Path = '.',

    # The stacks whose plugins are called: those that this build has access to.
    [string[]] $Stack = 'dev',

    # The variables that the program requires.
    [string[]] $Variable = 'PULUMI_BACKEND_URL',

    # How long the build needs its credentials.
    [timespan] $Lifetime = '00:15:00'
)

Describe 'The configuration' {
    It 'has no errors or warnings' {
        Test-P5Config -Path $Path -ErrorAction Stop | Should -BeNullOrEmpty
    }
}

Describe 'The stack <_>' -ForEach $Stack {
    BeforeAll {
        # A build cannot answer prompts: a plugin that waits for input must fail.
        $request = @{ Path = $Path; Stack = $_; MinimumLifetime = $Lifetime; TimeoutSec = 60 }
        $credentials = @(Invoke-P5Authenticate @request -ErrorVariable failures -ErrorAction SilentlyContinue)
    }

    AfterAll {
        Stop-P5Plugin
    }

    It 'has no plugin that fails' {
        $failures | Should -BeNullOrEmpty
    }

    It 'gets <_>' -ForEach $Variable {
        $credentials.VariableNames | Should -Contain $_
    }

    It 'has credentials that outlast the build' {
        $end = (Get-Date) + $Lifetime
        $credentials | Where-Object { $_.ExpiresAt -and $_.ExpiresAt -lt $end } | Should -BeNullOrEmpty
    }
}
