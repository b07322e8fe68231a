"""What people get on paper or by mail: workbooks, briefing, short papers, mails. Context first, render last."""

import toolkit.checks  # noqa: F401  (outputs print findings, and rules bring their words along)
