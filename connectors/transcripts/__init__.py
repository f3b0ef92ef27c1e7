"""One transcript format each, shared by every vendor that sends it: bytes in, turns out, nothing fetched."""
