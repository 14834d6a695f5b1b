"""A mail server of Python's aiosmtpd, as the field builds them.

python_peer.py accept PORT FOLDER            writes each mail to a file of its own, flushed to disk, before its 250
python_peer.py journey PORT FOLDER NEXTPORT  also reads it with the email package, puts a text in front (no speech engine is
                                             asked), and sends it on with smtplib, all before its 250
"""

import asyncio
import email
import email.policy
import os
import smtplib
import sys
import uuid

from aiosmtpd.controller import Controller


class Peer:
    def __init__(self, mode, folder, next_port):
        self.mode, self.folder, self.next_port = mode, folder, next_port

    async def handle_DATA(self, server, session, envelope):
        await asyncio.to_thread(self.take, envelope.mail_from, envelope.rcpt_tos, envelope.content)
        return "250 2.0.0 Ok"

    def take(self, sender, recipients, content):
        path = os.path.join(self.folder, uuid.uuid4().hex + ".eml")
        with open(path, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if self.mode == "accept":
            return
        mail = email.message_from_bytes(content, policy=email.policy.SMTP)
        recordings = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "audio"]
        text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
        text.set_content(f"Transcript of {len(recordings)} recording(s)\n\n{text.get_content()}")
        with smtplib.SMTP("127.0.0.1", self.next_port) as smarthost:
            smarthost.sendmail(sender, recipients, mail.as_bytes())
        os.remove(path)


mode, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
controller = Controller(
    Peer(mode, folder, int(sys.argv[4]) if mode == "journey" else None), hostname="127.0.0.1", port=port,
    data_size_limit=50_000_000)
controller.start()
print("ready", flush=True)
sys.stdin.read()
