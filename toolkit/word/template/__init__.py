"""The Word templates: the shipped ones as code, the variables that one may use, and the check of an edited one."""
