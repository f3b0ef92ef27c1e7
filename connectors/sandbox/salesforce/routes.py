"""Every resource of the data API in one table."""

from connectors.sandbox.salesforce import collection, sobjects
from connectors.sandbox.salesforce.composite import composite
from connectors.sandbox.salesforce.query import Queries
from connectors.sandbox.salesforce.rest import Answer, Api, Call, Route
from connectors.sandbox.salesforce.sessions import DAILY_REQUESTS, Sessions

_RESOURCES = ("composite", "limits", "query", "queryAll", "sobjects")


def routes(sessions: Sessions) -> tuple[Route, ...]:
    """The table of one org."""
    queries = Queries()

    def limits(_api: Api, _call: Call) -> Answer:
        remaining = max(0, DAILY_REQUESTS - sessions.requests)
        return Answer(200, {"DailyApiRequests": {"Max": DAILY_REQUESTS, "Remaining": remaining}})

    return (
        Route("GET", "", _resources),
        Route("GET", "limits", limits),
        Route("GET", "query", queries.query),
        Route("GET", "queryAll", queries.query_all),
        Route("GET", "query/{}", queries.more),
        Route("GET", "queryAll/{}", queries.more),
        Route("POST", "composite", composite),
        Route("POST", "composite/sobjects", collection.create_many),
        Route("PATCH", "composite/sobjects", collection.update_many),
        Route("DELETE", "composite/sobjects", collection.delete_many),
        Route("PATCH", "composite/sobjects/{}/{}", collection.upsert_many),
        Route("GET", "sobjects", sobjects.list_objects),
        Route("GET", "sobjects/{}", sobjects.summarise_object),
        Route("POST", "sobjects/{}", sobjects.create),
        Route("GET", "sobjects/{}/describe", sobjects.describe_object),
        Route("GET", "sobjects/{}/{}", sobjects.read),
        Route("PATCH", "sobjects/{}/{}", sobjects.update),
        Route("DELETE", "sobjects/{}/{}", sobjects.delete),
        Route("GET", "sobjects/{}/{}/{}", sobjects.read_by_key),
        Route("PATCH", "sobjects/{}/{}/{}", sobjects.upsert),
        Route("DELETE", "sobjects/{}/{}/{}", sobjects.delete_by_key),
    )


def _resources(_api: Api, call: Call) -> Answer:
    return Answer(200, {name: f"{call.root}/{name}" for name in _RESOURCES})
