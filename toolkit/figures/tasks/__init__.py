"""How a task stands: by its ruling rows or its units' words, against last month, ▲; rows of 任务矩阵."""
