"""What is known to be wrong still; the random programs look past it, and test_found says what it is."""

TOLERATED = False
