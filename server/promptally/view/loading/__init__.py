"""What a session of an agent always carries of a workspace, and what comes on use."""
