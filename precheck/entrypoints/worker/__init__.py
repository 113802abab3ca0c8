"""The queue: a Celery worker, the relay that tells it of orders, the sweeper. Started by the supervisor."""
