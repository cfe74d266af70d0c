"""The shared solutions module: one file per section, each building on the one before."""
