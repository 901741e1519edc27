"""The Excel channel: a return as a workbook, out and in.

``write`` makes the workbook of a return, ``read`` takes a filled-in one apart, ``difference`` compares the three sides
(as exported, as the return stands, as the file says), ``guards`` keeps dangerous files away from the rest.
"""
