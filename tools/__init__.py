"""Tools for those who work on the project.

They are not part of the installed program.
"""
