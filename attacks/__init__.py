"""What strangers may try: every principal on every route, random requests, a corpus of known attacks."""
