"""Takes out the numbers that must not be kept, before anything is kept."""
