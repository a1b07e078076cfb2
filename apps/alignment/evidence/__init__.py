"""What others say about a link: attested, declined, disputed, answered, settled."""
