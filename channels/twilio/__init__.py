"""Twilio: text messages, calls and delivery reports."""
