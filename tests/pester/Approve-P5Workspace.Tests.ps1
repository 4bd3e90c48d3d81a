BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
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
