"""Signing in, teams, roles and tokens."""
