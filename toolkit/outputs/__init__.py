"""What people get: workbooks, briefing, pages, mails. Context first, render last."""
