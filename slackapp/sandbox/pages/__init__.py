"""The page: act as anyone, see what they see, look at the traffic, move the calendar."""
