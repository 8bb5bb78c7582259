"""The web process: the staff's application, and in development the simulator at `/simulador`."""
