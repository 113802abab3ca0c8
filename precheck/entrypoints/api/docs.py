"""``/api/docs``: the OpenAPI document for people. One page without scripts, which works where no internet is."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from precheck.entrypoints.api.auth import Anybody
from precheck.entrypoints.api.problems import KINDS, TYPE

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>{{ info.title }}</title>
<meta name="viewport" content="width=device-width"><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{margin-top:2.2rem;border-bottom:1px solid #ccc}h3{margin:1.6rem 0 .2rem}code,pre{font-family:ui-monospace,monospace}
pre{background:#f4f4f4;padding:.7rem;overflow:auto}b.m{display:inline-block;min-width:4.2rem;color:#0a5}
table{border-collapse:collapse}td{border-bottom:1px solid #ddd;padding:.2rem .8rem .2rem 0;vertical-align:top}</style>
<h1>{{ info.title }} <small>{{ info.version }}</small></h1><p>{{ info.description }}</p>
<p><a href="openapi.json">openapi.json</a> (OpenAPI {{ openapi }})</p>
<pre>curl -H "Authorization: Bearer $KEY" -F material=diploma -F file=@diploma.jpg "$HOST/api/v1/submissions/2026-1/uploads?wait=5"</pre>
{% for tag, operations in tags.items() %}<h2>{{ tag }} <small>{{ titles[tag] }}</small></h2>
{% for o in operations %}<h3><b class="m">{{ o.method }}</b> <code>{{ o.path }}</code></h3>
<p>{{ o.summary }}<br>{{ o.description }}</p>
{% if o.parameters %}<table>{% for p in o.parameters %}<tr><td><code>{{ p.name }}</code></td><td>{{ p.in }}</td>
<td>{{ p.description or p.schema.description or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% if o.fields %}<table>{% for name, about in o.fields.items() %}<tr><td><code>{{ name }}</code></td><td>form</td>
<td>{{ about.description or "" }}</td></tr>{% endfor %}</table>{% endif %}
{% if o.example %}<pre>{{ o.example }}</pre>{% endif %}
<p>{{ o.answers }}</p>{% endfor %}{% endfor %}
<h2>errors 错误</h2><table>{% for kind in kinds %}<tr><td>{{ kind.status }}</td>
<td><code>{{ type }}{{ kind.name }}</code></td><td>{{ kind.title }}</td></tr>{% endfor %}</table></html>"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@router.get("/api/docs")
def docs(request: Request, found: Anybody) -> HTMLResponse:
    """The page; under any key, which a browser asks for as a password."""
    document = request.app.openapi()
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tags.setdefault(operation["tags"][0], []).append(
                {
                    **operation,
                    "path": path,
                    "method": method.upper(),
                    "example": _example(document, operation),
                    "fields": _content(operation, "multipart/form-data").get("properties"),
                    "answers": " · ".join(operation["responses"]),
                }
            )
    page = Environment(autoescape=True).from_string(_PAGE)
    return HTMLResponse(
        page.render(
            titles={tag["name"]: tag["description"] for tag in document["tags"]},
            info=document["info"],
            openapi=document["openapi"],
            tags=tags,
            kinds=KINDS.values(),
            type=TYPE,
        ),
        headers={"content-security-policy": _POLICY},
    )


def _content(operation: dict[str, Any], media: str) -> dict[str, Any]:
    found: dict[str, Any] = operation.get("requestBody", {}).get("content", {}).get(media, {})
    return dict(found.get("schema", {}))


def _example(document: dict[str, Any], operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    found = next((item["value"] for item in content.get("examples", {}).values()), None)
    return "" if found is None else json.dumps(found, ensure_ascii=False, indent=2)
