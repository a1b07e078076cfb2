"""What agencies and governments say they want, and the activities that trace to it."""
