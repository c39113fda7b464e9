"""Signing in: password, second factors, sessions, and sign-in elsewhere (allauth)."""
