"""Alerts: mail, Slack, webhooks. Sending succeeds only when the other side has said so."""
