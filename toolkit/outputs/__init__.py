"""What people get: workbooks, briefing, pages, mails. Context first, render last."""

import toolkit.checks  # noqa: F401  (outputs print findings, and rules bring their words along)
