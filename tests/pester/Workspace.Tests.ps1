BeforeAll {
    . $PSScriptRoot/common.ps1
}

AfterAll {
    Restore-Session
}

Describe 'Approve-P5Workspace' {
    BeforeEach {
        $path = New-Workspace -Toml (Get-PluginToml dev-env ./tool --fast), (Get-EnvToml @{ A = 'static-value' })
    }

    It 'hands out what it approved' {
        $workspace = Approve-P5Workspace

        $workspace | Should -BeOfType P5.Workspace
        $workspace.Path | Should -Be $path
        $workspace.State | Should -Be 'Approved'
        $workspace.Files.Name | Should -Be 'p5.toml', 'Pulumi.yaml', 'Pulumi.dev.yaml', 'Pulumi.prod.yaml'
        $workspace.Commands | Should -Be 'dev-env: ./tool --fast'
        $text = $workspace | Out-String -Width 80
        $text | Should -Match 'State +: Approved'
        $text | Should -Match 'dev-env: ./tool --fast'
        $text | Should -Match "$($workspace.Files[0].Sha256.Substring(0, 12)) p5.toml"
        $text | Should -Not -Match 'static-value'
    }

    It 'approves nothing with -WhatIf' {
        Approve-P5Workspace -WhatIf | Should -BeNullOrEmpty

        (Get-P5Workspace).State | Should -Be 'NotApproved'
    }

    It 'takes folders from <Way>' -ForEach @(
        @{ Way = 'its parameter'; Script = { Approve-P5Workspace $args[0], $args[1] } }
        @{ Way = 'Get-Item'; Script = { Get-Item $args[0], $args[1] | Approve-P5Workspace } }
        @{ Way = 'Get-P5Workspace'; Script = { Get-P5Workspace $args[0], $args[1] | Approve-P5Workspace } }
    ) {
        $other = New-Workspace

        (& $Script $path $other).Path | Should -Be $path, $other
    }

    It 'reports a folder without a workspace, and goes on with the others' {
        $approved = Approve-P5Workspace (Split-Path $path), $path -ErrorVariable problems -ErrorAction SilentlyContinue

        $approved.Path | Should -Be $path
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'P5.WorkspaceNotFound,*'
    }

    It 'warns of a stack file that cannot be read, and leaves it out' {
        Set-Content Pulumi.bad.yaml 'a: ['

        $workspace = Approve-P5Workspace -WarningVariable warnings -WarningAction SilentlyContinue

        "$warnings" | Should -BeLike '*Pulumi.bad.yaml*The file is not approved.'
        $workspace.Files.Name | Should -Not -Contain 'Pulumi.bad.yaml'
    }

    It 'keeps approvals outside the repository' {
        $null = Approve-P5Workspace

        @(Get-ChildItem $env:XDG_STATE_HOME/p5/approvals).Count | Should -BeGreaterThan 0
        (Get-ChildItem $path -Force).Name | Should -Be 'p5.toml', 'Pulumi.dev.yaml', 'Pulumi.prod.yaml', 'Pulumi.yaml'
    }
}

Describe 'Get-P5Workspace' {
    It 'shows which file has changed' {
        $null = New-Workspace
        $null = Approve-P5Workspace
        Add-Content Pulumi.dev.yaml '# more'

        $workspace = Get-P5Workspace

        $workspace.State | Should -Be 'Changed'
        ($workspace.Files | Where-Object -Not IsApproved).Name | Should -Be 'Pulumi.dev.yaml'
        $workspace | Out-String | Should -Match 'Pulumi.dev.yaml \(not approved\)'
    }

    It 'lists approvals, also of folders that are gone' {
        $here = New-Workspace
        $gone = New-Workspace
        $null = Approve-P5Workspace $here, $gone
        Set-Location $TestDrive
        Remove-Item $gone -Recurse

        $listed = Get-P5Workspace -Approved

        ($listed | Where-Object Path -EQ $here).State | Should -Be 'Approved'
        ($listed | Where-Object Path -EQ $gone).State | Should -Be 'Missing'
        $listed | Where-Object State -EQ Missing | Revoke-P5Workspace
        (Get-P5Workspace -Approved).Path | Should -Not -Contain $gone
    }
}

Describe 'Revoke-P5Workspace' {
    It 'takes back every approval of the workspace' {
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

    It 'takes the variables back at once where they are applied' {
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

        { Revoke-P5Workspace -ErrorAction Stop } | Should -Throw -ErrorId 'P5.WorkspaceNotApproved,*' -ExpectedMessage "*$path*"
    }
}
