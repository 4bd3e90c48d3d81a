<#
The lines for P5 in a PowerShell profile ($PROFILE). Copy those that you want, or dot-source this file.
#>
Import-Module P5

# Applies the credentials of a workspace when you enter its folder, and restores the environment when you leave it. Only
# for workspaces that you have approved with Approve-P5Workspace; for the others, you get a warning.
Enable-P5AutoEnvironment

# The stack in the prompt. oh-my-posh and Starship have their own files in prompts/.
. $PSScriptRoot/prompts/prompt.ps1
