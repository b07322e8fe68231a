"""The fields of the form: what its columns are called in code, in row keys' places and in the ledger. Declared once, for
:mod:`toolkit.forms.layout` and all who speak of a column; a column of which nobody speaks needs no name here."""

from __future__ import annotations

# 任务进展
NO = "no"
ACTION = "action"
ITEM = "item"
MEASURES = "measures"
LEADS = "leads"
PREVIOUS_STATUS = "previous_status"
PREVIOUS_PROGRESS = "previous_progress"
COMPLETION = "completion"
PROGRESS = "progress"
NEXT_STEPS = "next_steps"
EVIDENCE = "evidence"
PERSON = "person"
DEPARTMENT = "department"
SAME = "same"

# 指标数据
ID = "id"
MEASURE = "measure"
TARGET = "target"
QUOTA = "quota"
PREVIOUS = "previous"
NUMERATOR = "numerator"
DENOMINATOR = "denominator"
YTD = "ytd"
NEW = "new"
RATE = "rate"
DEFINITION = "definition"
EXPLANATION = "explanation"
NATURE = "nature"
DATA_DEPARTMENT = "data_department"

# 重点项目
NUMBER = "number"
TOTAL = "total"
FUNDED = "funded"
YEAR_PLAN = "year_plan"
YEAR_DONE = "year_done"
CUMULATIVE_DONE = "cumulative_done"
START = "start"
PLANNED_END = "planned_end"
IMAGE = "image"

# 经验与诉求
TITLE = "title"
TASKS = "tasks"
LEAD = "lead"

# of two sheets
CONTENT = "content"
STATUS = "status"
PROBLEMS = "problems"
TASK_NO = "task_no"
NAME = "name"
CATEGORY = "category"

FIGURE = (YTD, NUMERATOR, DENOMINATOR)  # together a unit's figure of an indicator

# 填报说明
FORM_NAME = "form_name"
PERIOD = "period"
UNIT = "unit"
DATA_UNTIL = "data_until"
OFFICE = "office"
DEADLINE = "deadline"
FILLER = "filler"
PHONE = "phone"
REVIEWER = "reviewer"
HEAD = "head"
FILLED_ON = "filled_on"
FEEDBACK = "feedback"
