"""The story of support: what agents and their leads do to tickets."""

from tools.examples import (
    ANY_ATTACHMENT,
    ANY_ORDER,
    ANY_TICKET,
    ATTACHMENT,
    OTHER_TICKET,
    TICKET,
    VIEW,
    WAITING,
)
from tools.operation import Operation

HOURS = [{"day": "monday", "opens": "09:00", "closes": "18:00"}]
FAST = {"first_reply_minutes": 60, "next_reply_minutes": 60, "resolution_minutes": 540}
PRIORITIES = ("low", "normal", "high", "urgent")
PLAN = {
    "calendars": [
        {"key": "office", "time_zone": "Europe/Madrid", "hours": HOURS, "holidays": ["2026-12-25"]}
    ],
    "targets": [{"priority": each, "calendar": "office", **FAST} for each in PRIORITIES],
}
FILE = {"file_name": "hello.txt", "content_type": "text/plain", "size": 5}
GREETING = {"en": "Hello {{customer.name|there}},", "es": "Hola {{customer.name|}},"}

SUPPORT = {
    "PATCH /v1/admin/tickets/{ticket_id}": Operation(
        "edit_ticket",
        "Say what a ticket is about",
        {"priority": "high", "tags": ["delivery"], "order_id": ANY_ORDER},
        of=ANY_TICKET,
        headers={"If-Match": "*"},
    ),
    "POST /v1/support/attachments": Operation(
        "attach_file", "Attach a file to your ticket", {"ticket_id": TICKET, **FILE}
    ),
    "POST /v1/support/attachments/{attachment_id}/confirm": Operation(
        "confirm_attachment", "Say that your file is uploaded", of=ATTACHMENT
    ),
    "GET /v1/support/attachments": Operation("list_attachments", "List files of your tickets"),
    "GET /v1/support/attachments/{attachment_id}": Operation(
        "get_attachment", "Fetch a file of your ticket", of=ATTACHMENT
    ),
    "POST /v1/admin/attachments": Operation(
        "attach_any_file", "Attach a file to any ticket", {"ticket_id": ANY_TICKET, **FILE}
    ),
    "POST /v1/admin/attachments/{attachment_id}/confirm": Operation(
        "confirm_any_attachment", "Say that a file is uploaded", of=ANY_ATTACHMENT
    ),
    "GET /v1/admin/attachments": Operation("list_any_attachments", "List files of tickets"),
    "GET /v1/admin/attachments/{attachment_id}": Operation(
        "get_any_attachment", "Fetch a file of any ticket", of=ANY_ATTACHMENT
    ),
    "PUT /v1/admin/agents/me": Operation(
        "report_agent", "Say whether you are there", {"is_available": False, "capacity": 20}
    ),
    "GET /v1/admin/agents": Operation("list_agents", "Who answers customers?"),
    "POST /v1/admin/tickets/{ticket_id}/take": Operation("take_ticket", "Make a ticket yours", of=ANY_TICKET),
    "PUT /v1/admin/tickets/{ticket_id}/assignee": Operation(
        "assign_ticket",
        "Say whose a ticket is",
        {"assignee_id": None},
        of=ANY_TICKET,
        headers={"If-Match": "*"},
    ),
    "POST /v1/admin/tickets/{ticket_id}/actions": Operation(
        "act_from_ticket",
        "Refund, cancel or return from a ticket",
        {"kind": "refund", "reason": "It came late", "amount": {"amount": 100, "currency": "EUR"}},
        of=ANY_TICKET,
    ),
    "GET /v1/admin/tickets/{ticket_id}/actions": Operation(
        "list_actions_of_ticket", "What was done from a ticket?", of=ANY_TICKET
    ),
    "GET /v1/admin/ticket-actions": Operation("list_waiting_actions", "What waits for a lead?"),
    "POST /v1/admin/ticket-actions/{action_id}/approve": Operation(
        "approve_action", "Have what an agent may not done in your name", of=WAITING
    ),
    "POST /v1/admin/ticket-actions/{action_id}/reject": Operation(
        "reject_action", "Refuse what an agent asked for", of=WAITING
    ),
    "GET /v1/admin/tickets/{ticket_id}/sla": Operation(
        "get_ticket_clocks", "How long may the customer wait?", of=ANY_TICKET
    ),
    "GET /v1/admin/sla": Operation("get_sla", "How fast does the shop want to be?"),
    "PUT /v1/admin/sla": Operation(
        "set_sla", "Say how fast the shop wants to be", PLAN, headers={"If-Match": "*"}
    ),
    "POST /v1/admin/canned-replies": Operation(
        "add_canned_reply",
        "Write down what agents say often",
        {"key": "example-greeting", "title": "Greeting", "texts": GREETING},
    ),
    "GET /v1/admin/canned-replies": Operation("list_canned_replies", "What do agents say often?"),
    "GET /v1/admin/tickets/{ticket_id}/draft": Operation(
        "draft_reply",
        "Fill a canned reply in for a ticket",
        of=ANY_TICKET,
        query={"reply": "example-greeting"},
    ),
    "PUT /v1/admin/canned-replies/{reply_key}": Operation(
        "edit_canned_reply",
        "Say it differently",
        {"title": "Greeting", "texts": GREETING},
        of="example-greeting",
        headers={"If-Match": "*"},
    ),
    "DELETE /v1/admin/canned-replies/{reply_key}": Operation(
        "remove_canned_reply", "Say it no more", of="example-greeting", headers={"If-Match": "*"}
    ),
    "POST /v1/admin/ticket-views": Operation(
        "keep_ticket_view",
        "Keep a filter",
        {"name": "Waiting", "filter": {"status": "new", "tag": "delivery"}},
    ),
    "GET /v1/admin/ticket-views": Operation("list_ticket_views", "Which filters are kept?"),
    "DELETE /v1/admin/ticket-views/{view_id}": Operation("drop_ticket_view", "Drop a kept filter", of=VIEW),
    "PUT /v1/admin/tickets/{ticket_id}/related": Operation(
        "relate_tickets",
        "Say which tickets have to do with each other",
        {"ticket_ids": [OTHER_TICKET]},
        of=ANY_TICKET,
    ),
    "GET /v1/admin/tickets/{ticket_id}/related": Operation(
        "list_related_tickets", "Which tickets have to do with this one?", of=ANY_TICKET
    ),
    "GET /v1/admin/tickets/{ticket_id}/audit": Operation(
        "get_ticket_audit", "Who did what to a ticket, and who read it?", of=ANY_TICKET
    ),
    "POST /v1/admin/tickets/{ticket_id}/merge": Operation(
        "merge_ticket", "Make two tickets one", {"into": OTHER_TICKET}, of=ANY_TICKET
    ),
}
