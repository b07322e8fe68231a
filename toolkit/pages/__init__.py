"""Pages for the browser: the validation page, the desk, the audit; one look, one policy."""
