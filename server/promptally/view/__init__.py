"""What an editor or a terminal shows, as plain values with spans: no LSP types."""
