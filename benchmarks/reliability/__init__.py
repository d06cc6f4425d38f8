"""What faults cost a paper-trading session: `python -m benchmarks.reliability [--kills 300]`."""
