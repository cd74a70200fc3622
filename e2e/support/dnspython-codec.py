"""Reads JSON lines, {"text": record} or {"wire": message in hexadecimal}, and says what dnspython makes of each:
{"wire": ..., "text": [records]} or {"error": ...}."""

import json
import sys

import dns.message
import dns.rrset


def records(message):
    sections = (message.answer, message.authority, message.additional)
    return sorted(line for section in sections for rrset in section for line in rrset.to_text().split("\n"))


def answer(asked):
    if "text" in asked:
        name, ttl, rdclass, rdtype, data = asked["text"].split("\t", 4)
        message = dns.message.Message(id=1)
        message.answer.append(dns.rrset.from_text(name, int(ttl), rdclass, rdtype, data))
    else:
        message = dns.message.from_wire(bytes.fromhex(asked["wire"]), one_rr_per_rrset=True)
    return {"wire": message.to_wire(max_size=65535).hex(), "text": records(message)}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # what it refuses is an answer, too
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
