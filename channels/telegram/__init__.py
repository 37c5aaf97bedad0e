"""Telegram: private chats with the hotline's bot, by webhook or by long polling."""
