"""Which agency serves which objective: by count, by money, by grade."""
