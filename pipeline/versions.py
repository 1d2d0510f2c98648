"""The version of each stage's rows: it is part of the key of every product, so that rows of another
version are never taken for today's.

They stand beside each other, and not in the rooms, so that a run that finds nothing to do need not
load the rooms.
"""

READING = 4
REPAIR = 2
BOILERPLATE = 8
DUPLICATES = 5
PUBLISHING = 1
RECORDS = 1  # of what the report shows of a document: it is kept between runs
