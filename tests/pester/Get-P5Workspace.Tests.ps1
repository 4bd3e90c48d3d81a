BeforeAll {
    Import-Module $PSScriptRoot/TestTools.psm1 -Force
}

AfterAll {
    Restore-Session
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
