"""No records of its own: with this file Django tells the room when migrations are done, and apps.py stores the key."""
