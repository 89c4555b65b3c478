"""Request bodies: strict JSON in, one typed struct out, a precise problem for anything else."""

import hashlib
import json
import re
from typing import Any, NoReturn

import msgspec
from litestar.connection import Request
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from chassis.errors import BadRequest, Invalid, Refusal

MAX_BYTES = 64 * 1024
MAX_DEPTH = 64

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_PATH_PART = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_MESSAGE = re.compile(r"(?s)(.*?)(?: - at `(.*)`)?$")
_FIELD = re.compile(r"(?:unknown|missing required) field `([^`]+)`")


class UnsupportedMediaType(Refusal):
    status, type, title = (415, "unsupported-media-type", "The body must be application/json in UTF-8")


class BodyTooLarge(Refusal):
    status, type, title = (413, "body-too-large", "The body is larger than this route accepts")


class JSONRequest(Request[Any, Any, Any]):
    """A request whose `data` is decoded here: Litestar's own decoding takes text for JSON and "1" for 1."""

    async def body(self) -> bytes:
        """The raw body; when the route expects JSON, its type is checked first and it may not be empty."""
        wants_json = self._wants_json()
        if wants_json:
            self._check_media_type()
        try:
            body = await super().body()
        except RequestEntityTooLarge:
            raise BodyTooLarge(limit=MAX_BYTES) from None
        except ClientException as error:
            raise BadRequest(detail=error.detail) from None
        if wants_json and not body.strip():
            raise BadRequest(detail="the body is empty")
        return body

    async def json(self) -> Any:
        """The body as the struct that the route declares for `data`."""
        field = self.route_handler.parsed_data_field
        document = parse(await self.body())
        return document if field is None else shape(document, field.annotation)

    async def fingerprint(self) -> bytes:
        """SHA-256 over method, path and canonical JSON: what makes two requests the same request."""
        body = await self.body()
        document = parse(body) if body.strip() else None
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.method} {self.scope['path']}\n{canonical}".encode()).digest()

    def _wants_json(self) -> bool:
        field = self.route_handler.parsed_data_field
        return field is not None and issubclass(_struct(field.annotation), msgspec.Struct)

    def _check_media_type(self) -> None:
        kind, options = self.content_type
        if kind != "application/json" or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(received=self.headers.get("content-type"))


def _struct(annotation: Any) -> type:
    return annotation if isinstance(annotation, type) else object


def parse(body: bytes) -> Any:
    """A JSON document. 400 for what is not JSON; 422 for JSON that is ambiguous or no database can hold."""
    if body.startswith(b"\xef\xbb\xbf"):
        raise BadRequest(detail="the body starts with a byte order mark")
    _check_depth(body)
    faults: list[str] = []
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=lambda pairs: _object(pairs, faults),
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise BadRequest(detail=f"the body is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise BadRequest(detail=f"the body is not JSON: {error.msg} at character {error.pos}") from None
    except ValueError:
        raise Invalid(pointer="", detail="a number has too many digits") from None
    if faults or b"\\u" in body:
        _check_text(document, "")
    return document


def shape(document: Any, kind: Any) -> Any:
    """The document as `kind`; 422 with a JSON pointer (RFC 6901) to the first wrong field."""
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise invalid(error) from None


def invalid(error: msgspec.ValidationError) -> Invalid:
    """The 422 that says where `error` is and what it expected."""
    detail, path = _MESSAGE.match(str(error)).groups(default="")  # type: ignore[union-attr]
    parts = [name or index for name, index in _PATH_PART.findall(path)]
    if named := _FIELD.search(detail):
        parts.append(named.group(1))
    return Invalid(pointer="".join("/" + _escaped(part) for part in parts), detail=detail)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _check_depth(body: bytes) -> None:
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise BadRequest(detail=f"the body is nested deeper than {MAX_DEPTH}")


class _Duplicate:
    """Stands in the document where a key came twice, so that its pointer can be found."""


def _object(pairs: list[tuple[str, Any]], faults: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found[key] = _Duplicate()
                faults.append(key)
            seen.add(key)
    return found


def _constant(name: str) -> NoReturn:
    raise Invalid(pointer="", detail=f"{name} is not a JSON number")


def _check_text(value: Any, pointer: str) -> None:
    if isinstance(value, _Duplicate):
        raise Invalid(pointer=pointer, detail="the key comes twice")
    if isinstance(value, str) and not _storable(value):
        raise Invalid(pointer=pointer, detail="the text holds a null character or half a surrogate pair")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not _storable(key):
                raise Invalid(pointer=pointer, detail="a key holds a null character or half a surrogate pair")
            _check_text(inner, f"{pointer}/{_escaped(key)}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            _check_text(inner, f"{pointer}/{index}")


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
