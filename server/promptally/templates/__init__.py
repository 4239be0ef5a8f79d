"""What a template leaves open, and what its file's own samples make of it; pure."""
