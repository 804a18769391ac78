"""The schedulers of the system: what runs a command of ours at an hour of the day.

Each module but `job` and `on_this_system` has a class with what `job.Scheduler` asks for. No daemon
of our own runs.
"""
