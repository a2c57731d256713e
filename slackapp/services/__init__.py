"""Use cases, each with what it needs from the outside as a Protocol."""
