"""The rooms of copydesk: every decision about text is made here; nothing here knows Luigi."""
