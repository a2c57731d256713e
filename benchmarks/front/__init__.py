"""What `answers.py` measures: the app and its peers, the load, and the world they answer in."""
