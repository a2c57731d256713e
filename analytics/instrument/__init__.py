"""What is asked and when: the item bank, its rotation and the windows that settle together."""
