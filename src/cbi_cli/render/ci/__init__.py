"""Findings in the forms that other programs read: workflow commands, SARIF, JUnit, GitLab, JSON lines."""
