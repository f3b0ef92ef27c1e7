"""S3 on loopback, path style: objects, listings, and its own words for what goes wrong."""

from urllib.parse import quote

from tests.vendors.aws_server import Asked, AwsServer, Said


def refusal(status: int, code: str) -> Said:
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>SECRET words</Message></Error>"
    return Said(status, body.encode(), "application/xml")


class StubS3(AwsServer):
    """`objects` by bucket and key."""

    service = "s3"
    unsigned = refusal(403, "AccessDenied")

    def __init__(self, objects: dict[tuple[str, str], bytes], region: str = "eu-central-1") -> None:
        self.objects = objects
        super().__init__(region)

    def answer(self, asked: Asked) -> Said:
        bucket, _, key = asked.path.removeprefix("/").partition("/")
        if bucket not in {known for known, _ in self.objects}:
            return refusal(404, "NoSuchBucket")
        if not key:
            return self._listing(bucket, asked.query)
        found = self.objects.get((bucket, key))
        return refusal(404, "NoSuchKey") if found is None else Said(200, found)

    def _listing(self, bucket: str, query: dict[str, list[str]]) -> Said:
        if query.get("list-type") != ["2"] or query.get("encoding-type") != ["url"]:
            return refusal(400, "InvalidArgument")
        prefix = query.get("prefix", [""])[0]
        keys = sorted(key for known, key in self.objects if known == bucket and key.startswith(prefix))
        entries = "".join(f"<Contents><Key>{quote(key)}</Key></Contents>" for key in keys)
        return Said(200, f"<ListBucketResult>{entries}</ListBucketResult>".encode(), "application/xml")
