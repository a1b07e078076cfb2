"""What reviews decided and recommended, who follows it up, and what came of it."""
