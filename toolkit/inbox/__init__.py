"""What arrives: files and mails in, archived bytes, leaves and read workbooks out; nothing is trusted."""
