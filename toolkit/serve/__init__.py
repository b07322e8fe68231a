"""The desk as a page with buttons, on this computer only: what the command line can do, by clicks."""
