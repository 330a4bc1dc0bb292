#!/usr/bin/python3
"""A mail server on a free loopback port, for tests (Debian's python3-aiosmtpd).

    smtp_server.py DIRECTORY [--replies A,B,…] [--tls CERT KEY] [--login USER PASSWORD] [--no-goodbye]

Prints its port and ends when standard input does.  Each message it takes becomes DIRECTORY/N.eml, as it came,
with the envelope in X-RcptTo and X-MailFrom above it.  --replies: what it answers to the data of the first
messages ("451", "550", "close" hangs up); later ones are taken.  --no-goodbye: it never answers QUIT.
"""

import argparse
import asyncio
import logging
import os
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


class NoGoodbye(SMTP):
    async def smtp_QUIT(self, arg):
        await asyncio.Event().wait()


class Keep:
    def __init__(self, directory, replies):
        self.directory, self.replies, self.taken = directory, replies, 0

    async def handle_DATA(self, server, session, envelope):
        reply = self.replies.pop(0) if self.replies else "250"
        if reply == "close":
            server.transport.abort()
            return "421 gone"
        if reply != "250":
            return reply + " not now"
        self.taken += 1
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        name = os.path.join(self.directory, f"{self.taken}.eml")
        with open(name + ".new", "wb") as out:
            out.write(head.encode() + envelope.original_content)
        os.rename(name + ".new", name)
        return "250 taken"


async def main():
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--replies", default="")
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--login", nargs=2)
    parser.add_argument("--no-goodbye", action="store_true")
    args = parser.parse_args()
    protocol = NoGoodbye if args.no_goodbye else SMTP
    keep = Keep(args.directory, [reply for reply in args.replies.split(",") if reply])
    options = {"hostname": "localhost"}
    if args.tls:
        options["tls_context"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        options["tls_context"].load_cert_chain(*args.tls)
        options["require_starttls"] = True
    if args.login:
        wanted = tuple(text.encode() for text in args.login)
        options["authenticator"] = lambda server, session, envelope, mechanism, data: AuthResult(
            success=(data.login, data.password) == wanted, handled=False)
        options["auth_required"] = True
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: protocol(keep, loop=loop, **options), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
