"""The Celery edge: a wake-up for a lane becomes claimed jobs, and their outcomes become states."""
