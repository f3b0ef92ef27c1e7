"""What an operator sees of the product: logs, traces and metrics; usable by all but domain and drafting.

Never a transcript's text, a person's number, a token or what a CRM answered.
"""

from service.telemetry.logs import configure_logging
from service.telemetry.tracing import begun, continued, current_traceparent, outward, span

__all__ = ["begun", "configure_logging", "continued", "current_traceparent", "outward", "span"]
