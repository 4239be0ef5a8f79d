"""From the text of a prompt file to prompts with exact spans; pure, never raising."""
