"""STREET DOORS: other programs that corotrace comes into, each in a room of its own that nothing else imports."""
