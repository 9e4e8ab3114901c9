"""The command line: demo, sandbox, jobs, wait, doctor, operations, tools for assistants."""
