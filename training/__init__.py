"""From the public pages with gold text to the weights of the scorer. Not part of the installed package."""
