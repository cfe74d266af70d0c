"""Whatever was handed in becomes a notebook that can be run, or a sentence."""
