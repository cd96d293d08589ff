"""Settings of the workers, read by name from this module."""

broker_url = "memory://"
result_backend = "cache+memory://"
task_serializer = "json"
result_serializer = "json"
accept_content = ["json"]
task_default_queue = "reports"
task_routes = {"reports.slow.*": {"queue": "slow"}}
timezone = "UTC"
imports = ("reports.tasks",)
worker_hijack_root_logger = False
