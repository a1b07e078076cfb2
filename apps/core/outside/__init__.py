"""Requests of this server to others, and the one door for them: only public addresses, only by TLS."""
