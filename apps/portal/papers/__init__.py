"""Reports to be taken away: chosen on a page, made in the background, kept for whoever asked."""
