"""What a run says at its end and leaves for whoever asks later."""
