"""One small program per shape of asyncio, to be drawn: ``python docs/examples/shapes``."""
