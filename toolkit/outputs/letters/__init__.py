"""What goes by mail and chat: drafts, the list of what is to be sent, reminders, the calendar."""
