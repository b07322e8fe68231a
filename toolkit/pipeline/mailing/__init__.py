"""Every mail of every command: drafted, judged, written and listed, with the workbooks that travel with it."""
