"""The Web API methods, one file a family."""
