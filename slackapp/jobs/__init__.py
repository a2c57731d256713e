"""What runs by itself: the planner, the steps, the ledger and the two runners."""
