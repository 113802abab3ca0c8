"""What is where in a picture, seen once: the segmenter's maps, and papers, corners, cards, faces, overlaps read off them.

``segment`` makes the maps; the other modules are functions over maps, boxes and arrays. For the stages and the checks.
"""
