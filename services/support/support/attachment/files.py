"""The bytes, in S3: clients put and get them there themselves, through addresses that we sign."""

from contextlib import AsyncExitStack
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError, ClientError

from chassis.errors import Unavailable
from chassis.messaging import SESSION
from support.attachment.model import LOOKED_AT, READ_LIFE, UPLOAD_LIFE, Attachment

CONFIG = AioConfig(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 2},
)
AWAY = "the file store does not answer"
MISSING = ("404", "NoSuchKey", "NotFound")


class Files:
    """One bucket. What is uploaded is copied before it is looked into: nobody can change what was seen."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._stack = AsyncExitStack()
        self._s3: Any = None

    async def __aenter__(self) -> Self:
        self._s3 = await self._stack.enter_async_context(SESSION.create_client("s3", config=CONFIG))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def upload_url(self, attachment: Attachment) -> str:
        """For a PUT with exactly this many bytes of this type."""
        wanted = self._at(f"uploads/{attachment.id}") | {
            "ContentType": attachment.content_type.value,
            "ContentLength": attachment.size,
        }
        return str(
            await self._s3.generate_presigned_url(
                "put_object", Params=wanted, ExpiresIn=int(UPLOAD_LIFE.total_seconds())
            )
        )

    async def read_url(self, attachment: Attachment) -> str:
        """A browser saves what comes from there, and never shows it."""
        name = quote(attachment.file_name, safe="")
        wanted = self._at(f"files/{attachment.id}/{attachment.copy_id}") | {
            "ResponseContentType": attachment.content_type.value,
            "ResponseContentDisposition": f"attachment; filename*=UTF-8''{name}",
        }
        return str(
            await self._s3.generate_presigned_url(
                "get_object", Params=wanted, ExpiresIn=int(READ_LIFE.total_seconds())
            )
        )

    async def take_in(self, attachment: Attachment, copy_id: UUID) -> tuple[int, bytes] | None:
        """Size and first bytes of a copy of what was uploaded; None for nothing."""
        kept = self._at(f"files/{attachment.id}/{copy_id}")
        try:
            await self._s3.copy_object(**kept, CopySource=f"{self._bucket}/uploads/{attachment.id}")
            found = await self._s3.get_object(**kept, Range=f"bytes=0-{LOOKED_AT - 1}")
            beginning = await found["Body"].read()
            size = (await self._s3.head_object(**kept))["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise Unavailable(detail=AWAY) from error
        except BotoCoreError as error:
            raise Unavailable(detail=AWAY) from error
        return int(size), beginning

    async def delete(self, attachment: Attachment) -> None:
        """The upload and every copy; deleting twice is deleting once."""
        try:
            copies = await self._s3.list_objects_v2(Bucket=self._bucket, Prefix=f"files/{attachment.id}/")
            keys = [each["Key"] for each in copies.get("Contents", [])]
            for key in [f"uploads/{attachment.id}", *keys]:
                await self._s3.delete_object(**self._at(key))
        except (ClientError, BotoCoreError) as error:
            raise Unavailable(detail=AWAY) from error

    def _at(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": key}
