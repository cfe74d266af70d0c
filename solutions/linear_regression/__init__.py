"""The reference code of the chapter: a module for each section, each building on the one before."""
