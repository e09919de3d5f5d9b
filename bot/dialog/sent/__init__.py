"""What is said after something was sent from here, and with a receipt from anywhere."""
