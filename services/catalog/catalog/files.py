"""Files in S3: what staff upload and download, and pictures. Clients come and go by presigned links."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple, Self

from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError, ClientError

from chassis.errors import Unavailable
from chassis.messaging import CONFIG, SESSION

LINK_SECONDS = 3600
ABSENT = ("404", "NoSuchKey", "NoSuchUpload")


class NotThere(Exception):
    """There is no such object, or upload, any more."""


class Upload(NamedTuple):
    """What a client does to bring a file: one request with these headers and the file as its body."""

    method: str
    url: str
    headers: dict[str, str]


class Files:
    """One bucket. Open it with `async with`; one serves the process. Every call may raise Unavailable."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        config = CONFIG.merge(AioConfig(signature_version="s3v4"))
        self._s3: Any = await self._stack.enter_async_context(SESSION.create_client("s3", config=config))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def upload(self, key: str, *, size: int) -> Upload:
        """A link that takes a file of exactly this size: S3 holds the signed length against what comes."""
        wanted = {"Bucket": self._bucket, "Key": key, "ContentLength": size}
        url = await self._s3.generate_presigned_url("put_object", Params=wanted, ExpiresIn=LINK_SECONDS)
        return Upload("PUT", url, {"Content-Length": str(size)})

    async def link(self, key: str, *, name: str | None = None) -> str:
        """Where to download it for an hour, as a file of this name."""
        wanted = {"Bucket": self._bucket, "Key": key}
        if name is not None:
            wanted["ResponseContentDisposition"] = f'attachment; filename="{name}"'
        url = await self._s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=LINK_SECONDS)
        return str(url)

    async def size(self, key: str) -> int:
        async with _calling():
            found = await self._s3.head_object(Bucket=self._bucket, Key=key)
        return int(found["ContentLength"])

    async def read(self, key: str, *, begin: int, most: int) -> bytes:
        """So many bytes from there on, fewer at the end."""
        wanted = f"bytes={begin}-{begin + most - 1}"
        async with _calling():
            found = await self._s3.get_object(Bucket=self._bucket, Key=key, Range=wanted)
            async with found["Body"] as body:
                return bytes(await body.read())

    async def write(self, key: str, content: bytes, *, content_type: str, cache: str) -> None:
        async with _calling():
            await self._s3.put_object(
                Bucket=self._bucket, Key=key, Body=content, ContentType=content_type, CacheControl=cache
            )

    async def begin(self, key: str, *, content_type: str) -> str:
        """A file that comes in parts; the answer names the upload."""
        async with _calling():
            begun = await self._s3.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type
            )
        return str(begun["UploadId"])

    async def add(self, key: str, upload: str, number: int, content: bytes) -> str:
        """Its part of this number, from 1, at least 5 MiB but for the last; writing it again replaces it."""
        async with _calling():
            part = await self._s3.upload_part(
                Bucket=self._bucket, Key=key, UploadId=upload, PartNumber=number, Body=content
            )
        return str(part["ETag"])

    async def complete(self, key: str, upload: str, tags: Sequence[str]) -> None:
        """The parts become the file. Who dies after it and comes back finds it done."""
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        try:
            async with _calling():
                await self._s3.complete_multipart_upload(
                    Bucket=self._bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
                )
        except NotThere:
            await self.size(key)


@contextlib.asynccontextmanager
async def _calling() -> AsyncIterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in ABSENT:
            raise NotThere from error
        raise Unavailable from error
    except (BotoCoreError, OSError, TimeoutError) as error:
        raise Unavailable from error
