"""The values that cross layers; imports nothing of ours."""
