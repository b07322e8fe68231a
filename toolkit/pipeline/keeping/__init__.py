"""The folder as a whole: backed up, restored, rebuilt from its archive, handed to auditors."""
