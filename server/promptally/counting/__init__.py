"""From a prompt to its tokens, on this machine: tokenizers, models and the rules."""
