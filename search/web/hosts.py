"""Whether a request was meant for this server, told by its Host header.

A page elsewhere can have its own name point at this machine and then read what is served here (DNS rebinding); it
cannot change the Host header its reader's browser sends. An address in digits cannot be pointed anywhere. Pure but for
this machine's own name. Not here: who may connect (the socket decides).
"""

import socket
from ipaddress import ip_address

EVERYWHERE = ("0.0.0.0", "::", "")


def is_own(header: str, host: str) -> bool:
    """Whether a Host header names this machine by a loopback name, or as `host`, which the server was started with."""
    name = _name(header)
    if name in ("localhost", host.casefold().strip("[]")):
        return bool(name)
    try:
        return ip_address(name).is_loopback or host in EVERYWHERE
    except ValueError:
        return host in EVERYWHERE and name in (socket.gethostname().casefold(), socket.getfqdn().casefold())


def _name(header: str) -> str:
    """The host of `host:port`, `[::1]:port` or either without a port."""
    header = header.strip().casefold()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].removesuffix(".")
