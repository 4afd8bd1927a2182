"""What an editor decided on the desk becomes rows of a case's tables."""
