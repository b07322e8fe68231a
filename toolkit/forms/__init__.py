"""The form: one declaration, its writer and its reader."""
