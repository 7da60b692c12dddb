"""Programs that import nothing of corotrace."""
