"""What is handed over, what it costs and who pays it; and the watch after exit."""
