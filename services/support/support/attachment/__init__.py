"""Files beside a conversation: uploaded to S3 by whoever writes, looked into before anybody may read them."""
