BeforeAll {
    Import-Module $PSScriptRoot/../TestTools.psm1 -Force

    # A server in the place of AWS, with a folder of files of the AWS CLI for it. It prints the variables.
    $start = [System.Diagnostics.ProcessStartInfo]@{ FileName = $FakeAws; RedirectStandardOutput = $true }
    $start.ArgumentList.Add((Join-Path $TestDrive 'user'))
    $Server = [System.Diagnostics.Process]::Start($start)
    1..3 | ForEach-Object {
        $name, $value = $Server.StandardOutput.ReadLine() -split '=', 2
        Set-Item "Env:$name" $value
    }

    function Set-Profile([string] $Name) {
        $null = New-Workspace -Toml '[plugins.aws.config]', "profile = `"$Name`"", 'browser = "never"'
    }
}

AfterAll {
    $Server.Kill()
    $Server.Dispose()
    Remove-Item Env:AWS_ENDPOINT_URL, Env:AWS_CONFIG_FILE, Env:AWS_SHARED_CREDENTIALS_FILE
    Restore-Session
}

Describe 'The built-in source aws' {
    It 'gives a command the role of a profile' {
        Set-Profile deploy
        Set-Alias p5test-steps $Steps

        Invoke-P5Command -Stack dev p5test-steps variables 'AWS_REGION,AWS_SESSION_TOKEN' |
            Should -Match '^\[eu-west-1\] \[hunter2/token\+\d+==\]$'
        $env:AWS_SESSION_TOKEN | Should -BeNullOrEmpty
    }

    It 'shows what it uses, and nothing else' {
        Set-Profile deploy

        (Get-P5Plugin).Uses | Should -Be 'aws: your AWS profile deploy, and what that logs in to or runs'
    }

    It 'asks no one in a shell that is not interactive, and says so at once: <Profile>' -ForEach @(
        @{ Profile = 'guarded'; Reason = '*needs a code of the MFA device*no one can enter it in this session*' }
        @{ Profile = 'admin'; Reason = '*Run ''aws sso login --sso-session example'' in a terminal first*' }
    ) {
        Set-Profile $Profile

        $message = Invoke-FreshPwsh {
            Import-Module $args[0]
            try {
                Invoke-P5Authenticate dev -ErrorAction Stop
            }
            catch {
                "$($_.FullyQualifiedErrorId) $_"
            }
        } $ModuleManifest

        $message | Should -BeLike "P5.AuthenticationFailed,*$Reason"
    }
}
