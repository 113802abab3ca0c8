"""What is where in a picture, seen once: maps, and what is read off them."""
