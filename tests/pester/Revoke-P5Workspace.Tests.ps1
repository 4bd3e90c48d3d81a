BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
}

Describe 'Revoke-P5Workspace' {
    It 'revokes every approval of the workspace' {
        $null = New-Workspace
        $null = Approve-P5Workspace
        Add-Content p5.toml '# more'
        $null = Approve-P5Workspace

        Revoke-P5Workspace

        (Get-P5Workspace).State | Should -Be 'NotApproved'
    }

    It 'takes nothing back with -WhatIf' {
        $null = New-Workspace
        $null = Approve-P5Workspace

        Revoke-P5Workspace -WhatIf

        (Get-P5Workspace).State | Should -Be 'Approved'
    }

    It 'restores the variables at once if they are applied' {
        $env:PULUMI_STACK = 'dev'
        $null = New-Workspace -Toml (Get-EnvToml @{ WHO = 'shop' })
        try {
            Enable-P5AutoEnvironment -WarningAction Ignore
            $null = Approve-P5Workspace
            $env:WHO | Should -Be 'shop'

            Revoke-P5Workspace

            Test-Path Env:WHO | Should -BeFalse
        }
        finally {
            Disable-P5AutoEnvironment
            Remove-Item Env:PULUMI_STACK
        }
    }

    It 'reports a workspace that is not approved' {
        $path = New-Workspace

        { Revoke-P5Workspace -ErrorAction Stop } |
            Should -Throw -ErrorId 'P5.WorkspaceNotApproved,*' -ExpectedMessage "*$path*"
    }
}
