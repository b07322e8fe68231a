"""目标分解: what a unit's own figure is measured by, whether the parts make the whole, proposed shares."""
