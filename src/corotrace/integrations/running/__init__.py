"""Records a program as it is: ``corotrace run``.

The door is `corotrace.integrations.running.program`. Nothing is loaded here: each process of the program comes by, and
is to load no more than it takes to record.
"""
