"""Pictures as pixels: the header probed with limits, decoding, kinds of files, sharpness and light of print, fingerprints.

Functions over arrays and boxes that know no material and read no text. ``decode`` and ``header`` are for whoever is given a
file; the rest is for reading, vision and checks.
"""
