"""Judges a delivered mail against the one submitted, with Python's email package.

Usage: judge.py submitted.eml delivered.eml
Prints a JSON object: what was kept, and the texts a recipient sees.
"""
import email
import email.policy
import hashlib
import json
import sys


def load(path):
    with open(path, "rb") as file:
        return email.message_from_bytes(file.read(), policy=email.policy.default)


def header_lines(path):
    with open(path, "rb") as file:
        head = file.read().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    fields = []
    for line in head.split(b"\n"):
        if line[:1] in b" \t" and fields:
            fields[-1] += b"\n" + line
        else:
            fields.append(line)
    return fields


def name(field):
    return field.split(b":", 1)[0].lower()


def attachments(message):
    found = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_type() in ("text/plain", "text/html"):
            continue
        payload = part.get_payload(decode=True)
        found.append([part.get_filename(), part.get_content_type(), hashlib.sha256(payload).hexdigest()])
    return found


submitted, delivered = load(sys.argv[1]), load(sys.argv[2])
mutable = (b"subject", b"content-type", b"content-transfer-encoding", b"content-disposition", b"mime-version")
before = [field for field in header_lines(sys.argv[1]) if name(field) not in mutable]
after = header_lines(sys.argv[2])
position, missing = 0, []
for field in before:
    try:
        position = after.index(field, position) + 1
    except ValueError:
        missing.append(field.decode("latin-1"))

plain = delivered.get_body(("plain",))
html = delivered.get_body(("html",))
print(json.dumps({
    "missingHeaders": missing,
    "attachmentsKept": attachments(submitted) == attachments(delivered),
    "attachments": len(attachments(delivered)),
    "defects": [type(d).__name__ for part in delivered.walk() for d in part.defects],
    "subject": str(delivered["subject"]),
    "status": delivered["X-Voicemail-Status"],
    "id": delivered["X-Voicemail-Correlation-Id"],
    "text": plain.get_content() if plain else None,
    "html": html.get_content() if html else None,
}))
