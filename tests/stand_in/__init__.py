"""A stand-in for the API: a real HTTP server that counts, refuses and breaks down."""
