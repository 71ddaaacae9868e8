"""No records of its own: this file makes Django tell the room when migrations are done (apps.py stores the key then)."""
