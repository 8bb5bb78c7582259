"""The bots that ours is measured beside."""
