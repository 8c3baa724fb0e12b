"""The engines by name. Each is imported when asked for, so a missing library costs only those who want it."""
