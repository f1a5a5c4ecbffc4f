"""Says which variable is wrong when no HTTP client can be made for the machine's environment.

Proxies and certificates are read from the environment while a client is made; what cannot be
used there is raised as whatever the libraries happen to raise.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from contenthub.errors import PermanentError
from contenthub.masking import address as shown_address

_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@contextmanager
def explained_setup() -> Iterator[None]:
    """Raise PermanentError, with the variable to change, where the block cannot make a client."""
    try:
        yield
    except ImportError:  # the package for SOCKS is not among ours
        raise PermanentError(
            f"{_proxies()} names a SOCKS proxy, which needs a package: pip install socksio; "
            "or unset the variable"
        ) from None
    except OSError as error:  # ssl.SSLError is one
        reason = error.strerror or type(error).__name__
        raise PermanentError(
            f"{_named(_CERTIFICATES, 'the certificates')} cannot be read: {reason}; "
            "correct the variable or unset it"
        ) from error
    except Exception as error:
        if not _is_bad_proxy(error):
            raise
        raise PermanentError(  # the cause may quote a password
            f"{_proxies()} cannot be used as a proxy; allowed: an address with the scheme http, "
            "https or socks5"
        ) from None


def _proxies() -> str:
    return _named(_PROXIES, "a proxy variable")


def _named(variables: tuple[str, ...], otherwise: str) -> str:
    """The first of these variables that is set, with its value as it may be shown."""
    for name in variables:
        for spelling in (name, name.lower()):
            if value := os.environ.get(spelling):
                return f"{spelling} ({shown_address(value)[:200]})"
    return otherwise


def _is_bad_proxy(error: Exception) -> bool:
    import httpx2  # whoever came here has it

    return isinstance(error, ValueError | httpx2.InvalidURL)
