"""Rows of 指标汇总 and 分县明细: every number a Figure with label, formula, inputs, mark and 说明."""
