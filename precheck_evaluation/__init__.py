"""How good the checks are: pictures with known truth in, rates, curves and tables out.

Beside it runs what a user would pick instead, so that every figure has its neighbour.
"""
