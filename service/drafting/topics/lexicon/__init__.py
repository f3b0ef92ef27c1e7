"""What people say when a built-in topic comes up: one text file a topic, and the concepts that they share."""
