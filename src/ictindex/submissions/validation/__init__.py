"""Validation: rules as data; findings with their consequence, answers and receipts."""
