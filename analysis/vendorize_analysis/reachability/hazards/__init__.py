"""What each hazard keeps, and how far: one dynamic call never keeps everything.

The files have the names of those in `model/hazards/` (what a hazard is) and `summarizing/hazards/` (how it is found).
"""
