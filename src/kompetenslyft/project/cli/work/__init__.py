"""What each command does. Every function returns an exit code."""
