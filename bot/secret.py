"""The master secret: given by the deployment, or made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.settings import MIN_SECRET, Settings, SettingsError


def is_given(settings: Settings) -> bool:
    """Whether the deployment brings its own; otherwise we keep one in the data folder."""
    return settings.secret_key is not None or settings.secret_key_file is not None


def is_kept(settings: Settings) -> bool:
    return place(settings).exists()


def place(settings: Settings) -> Path:
    return settings.secret_key_file or settings.data_dir / "secret.key"


def read(settings: Settings) -> bytes:
    """Raises `SettingsError` when there is none, or one that cannot be used."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = place(settings)
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise missing(settings) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError([f"{path}: the master secret cannot be read: {reason}"]) from None
    if len(secret) < MIN_SECRET:
        raise SettingsError([f"{path}: the master secret needs at least {MIN_SECRET} letters"])
    return secret.encode()


def missing(settings: Settings) -> SettingsError:
    return SettingsError(
        [
            f"{place(settings)}: the master secret is missing; without it the data cannot be "
            "opened. Put the file back, or name it in IEUM_SECRET_KEY_FILE."
        ]
    )


def make(settings: Settings) -> bool:
    """Make one, mode 0600; False when another process was quicker. Raises `OSError`.

    It appears whole or not at all: a half-written secret would lock the data away.
    """
    path = place(settings)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        published = _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)
    return published


def forget(settings: Settings) -> None:
    """Take back one that was just made and turned out to open nothing."""
    place(settings).unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> bool:
    """Unlike a rename, a link never replaces what another process has just made and uses."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    return True


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
