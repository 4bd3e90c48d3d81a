<#
Puts the applied stack in front of the prompt that there is, with the time that its credentials still hold:

    [prod 42 min] PS /code/shop>

Dot-source it in your profile, after whatever else changes the prompt. It asks P5 for nothing: the two variables are
there while something is applied.
#>
[Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidGlobalVars', '', Justification = 'A prompt is the session''s, whoever defines it.')]
param()

function Get-P5PromptText {
    if (-not $env:P5_STACK) {
        return ''
    }

    $left = ''
    if ($env:P5_CREDENTIAL_EXPIRATION) {
        # No methods: constrained language mode does not allow them.
        $time = [datetime]$env:P5_CREDENTIAL_EXPIRATION - (Get-Date)
        $minutes = $time.Days * 24 * 60 + $time.Hours * 60 + $time.Minutes
        $left = $time.Ticks -lt 0 ? ' expired' : " $minutes min"
    }

    $text = "[$env:P5_STACK$left] "
    $env:NO_COLOR ? $text : "$($PSStyle.Foreground.Yellow)$text$($PSStyle.Reset)"
}

# Only once: a second time would show the stack twice.
if (-not (Get-Variable P5InnerPrompt -Scope Global -ErrorAction Ignore)) {
    $global:P5InnerPrompt = $function:prompt

    function global:prompt {
        (Get-P5PromptText) + (& $P5InnerPrompt)
    }
}
