"""The TypeScript client: declarations, and the same as JavaScript that runs without a build."""

import json
import re

from tools.shapes import Call, Parameter, Schema, choices, name_of, unknown

GENERATED = "// By `make contracts` from contracts/openapi.json.\n"
PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "object": "Record<string, unknown>",
}


def declarations(schemas: Schema, calls: list[Call]) -> str:
    parts = [
        GENERATED + 'import { Transport } from "./transport.js";\n'
        'export { newKey, ProblemError } from "./transport.js";',
        *(_declared(name, schema) for name, schema in schemas.items()),
        "/** Every public operation, named as in the document. */\nexport class Zoco extends Transport {\n"
        + "\n".join(map(_signature, calls))
        + "\n}\n",
    ]
    return "\n\n".join(parts)


def _declared(name: str, schema: Schema) -> str:
    if "enum" in schema:
        # `string & {}`: a value added later is no error, and editors still offer today's.
        values = " | ".join(json.dumps(value) for value in schema["enum"])
        return f"export type {name} = {values} | (string & {{}});"
    required = schema.get("required", [])
    members = [
        f"{_words(part)}  {each}{'' if each in required else '?'}: {_kind(part)};"
        for each, part in schema["properties"].items()
    ]
    return "\n".join([f"export interface {name} {{", *members, "}"])


def _words(schema: Schema) -> str:
    return f"  /** {schema['description']} */\n" if "description" in schema else ""


def _kind(schema: Schema) -> str:
    if name := name_of(schema):
        return name
    if found := choices(schema):
        return " | ".join(dict.fromkeys(_kind(each) for each in found))
    if "const" in schema:
        return json.dumps(schema["const"])
    match schema.get("type"):
        case "array":
            return f"Array<{_kind(schema['items'])}>"
        case str(plain) if plain in PLAIN:
            return PLAIN[plain]
    raise unknown(schema)


def _signature(call: Call) -> str:
    arguments = [f"{_camel(each.word)}: string" for each in call.at("path")]
    if call.body is not None:
        arguments.append(f"body: {_kind(call.body)}")
    if named := _named(call):
        members = "; ".join(
            f"{_camel(each.word)}{'' if each.is_required else '?'}: {_given(each)}" for each in named
        )
        mark = "" if any(each.is_required for each in named) else "?"
        arguments.append(f"options{mark}: {{ {members} }}")
    answer = "void" if call.answer is None else _kind(call.answer)
    return f"  /** {call.summary} */\n  {_camel(call.name)}({', '.join(arguments)}): Promise<{answer}>;"


def _given(parameter: Parameter) -> str:
    return _kind(parameter.schema).removesuffix(" | null")


def code(calls: list[Call]) -> str:
    head = (
        GENERATED + 'import { Transport } from "./transport.js";\n'
        'export { newKey, ProblemError } from "./transport.js";\n\n'
        "export class Zoco extends Transport {\n"
    )
    return head + "\n".join(map(_method, calls)) + "\n}\n"


def _method(call: Call) -> str:
    path = call.path
    for each in call.at("path"):
        path = path.replace(f"{{{each.name}}}", f"${{encodeURIComponent({_camel(each.word)})}}")
    sent = ["body"] if call.body is not None else []
    for argument, place in (("query", "query"), ("headers", "header")):
        if given := call.at(place):
            pairs = ", ".join(f"{json.dumps(each.name)}: options.{_camel(each.word)}" for each in given)
            sent.append(f"{argument}: {{ {pairs} }}")
    request = f", {{ {', '.join(sent)} }}" if sent else ""
    arguments = [_camel(each.word) for each in call.at("path")]
    arguments += ["body"] if call.body is not None else []
    arguments += ["options = {}"] if _named(call) else []
    return (
        f"  {_camel(call.name)}({', '.join(arguments)}) {{\n"
        f'    return this.call("{call.method}", `{path}`{request});\n  }}'
    )


def _named(call: Call) -> list[Parameter]:
    return call.at("header") + call.at("query")


def _camel(word: str) -> str:
    return re.sub(r"_(.)", lambda match: match[1].upper(), word)
