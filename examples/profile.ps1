<#
What a PowerShell profile ($PROFILE) needs for P5. Take the lines that you want, or dot-source this file.
#>
Import-Module P5

# Applies the credentials of a workspace when its folder is entered, and takes them back when it is left. Only for
# workspaces that you have approved once with Approve-P5Workspace; the others are warned of.
Enable-P5AutoEnvironment

# The stack in the prompt. oh-my-posh and Starship have files of their own in prompts/.
. $PSScriptRoot/prompts/prompt.ps1
