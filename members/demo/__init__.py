"""A believable organisation of any size, with problems to find. All names are made up."""
