"""What runs inside the sandbox: a process that forks for each notebook, and the forks.

`zygote` imports everything once and forks; `confine` closes the fork off, with `linux`
and `syscall_filter`; `cells` runs the cells that come over its channel in the IPython
of `shell`; `reporting` writes what they put out.
"""
