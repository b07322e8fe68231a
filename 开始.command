#!/bin/sh
# 双击打开工作台。工具自己的说明在 README.md。
cd "$(dirname "$0")" || exit 1
found=
for one in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$one" >/dev/null 2>&1 && "$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        found=$one
        break
    fi
done
if [ -z "$found" ]; then
    echo '这台电脑还没有装 Python 3.11 以上版本。请到 python.org 下载安装（Linux 请信息部门安装），再双击本文件。'
    code=2
elif [ $# -eq 0 ]; then
    "$found" run_report.py start
    code=$?
else
    "$found" run_report.py "$@"
    code=$?
fi
if [ -t 0 ]; then
    printf '按回车关闭窗口：'
    read -r _
fi
exit $code
