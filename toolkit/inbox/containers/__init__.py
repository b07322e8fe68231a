"""Open mails and archives: one arrival in, its files out."""
