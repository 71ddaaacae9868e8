"""Run a program with its output in a file; print its seconds, CPU seconds and bytes at the peak.

A new process is charged with the peak of the one it came from, so it has to come from a small one: this.

python -S run_program.py FILE PROGRAM ARGUMENT...
"""

import os
import sys
import time

output, *command = sys.argv[1:]
before = time.perf_counter()
to_file = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
_, status, used = os.wait4(os.posix_spawn(command[0], command, os.environ, file_actions=[to_file]), 0)
print(time.perf_counter() - before, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
sys.exit(os.waitstatus_to_exitcode(status))
