"""Every bound on what is read from outside, in one place. Sizes are bytes."""

from __future__ import annotations

MB = 1 << 20

FILE_BYTES = 200 * MB  # one arrival, or one file inside a mail or archive
TOTAL_BYTES = 400 * MB  # all that comes out of one arrival
RATIO = 200  # unpacked : packed, looked at only above RATIO_FLOOR; Office XML reaches about 60
RATIO_FLOOR = 20 * MB
FILES = 500  # leaves in one arrival
ENTRIES = 5000  # entries listed by one archive, folders included
DICTIONARY = 256 * MB  # what a rar may ask to look back on while unpacking; packers take 32 MB
DEPTH = 4  # containers within containers: mail > zip > mail > zip

SHEET_BYTES = 200 * MB  # XML of one sheet, unpacked
PART_BYTES = 64 * MB  # any other part that is read: styles, shared strings
DENSE_CELLS = 4_000_000  # rows x columns of the used area; above it the sheet counts as too sparse
DENSE_XLS_CELLS = 8_000_000  # the same for .xls: calamine takes 80 bytes for each

SECONDS = 20.0  # for one file in a child process
MEMORY = 1536 * MB  # for one child process
