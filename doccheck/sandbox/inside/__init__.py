"""What runs inside the sandbox: the supervisor and what it needs; light, stdlib only."""
