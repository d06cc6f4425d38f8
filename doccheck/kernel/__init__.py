"""Linux's own means of confining a process: Landlock and filters of system calls; stdlib only."""
