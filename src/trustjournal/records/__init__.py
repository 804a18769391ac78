"""The kinds of records in a journal, each declared once.

A `Section` says what a record holds, where it is stored, how all of them are read, how a second
copy of one is recognised, and what of it is private. The JSON format, its schema, the import and
the export all follow from these declarations.
"""
