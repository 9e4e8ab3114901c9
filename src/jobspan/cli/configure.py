"""``jobspan configure``: asks for the settings of a plane, tries them, and writes a profile."""

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

import attrs
import click

from jobspan import Client, JobspanError, Policy
from jobspan._core.classes import frozen
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import SETTINGS
from jobspan.cli.docstrings import doc_of
from jobspan.cli.exits import Exit, say
from jobspan.cli.given import answer_to, secret_given
from jobspan.cli.help import REPEATABLE, argument, command, option
from jobspan.cli.profiles import write_table
from jobspan.config import DEFAULT_PROFILE, PlaneSettings, default_profile_file, text_fields, typed
from jobspan.credentials import FromEnv, Secret

_FROM_ENV: Final = "env:"
_OF_EVERY_PLANE: Final = frozenset(field.name for field in attrs.fields(PlaneSettings))


@command()
@argument("plane", type=click.Choice([*SETTINGS]), about="The plane; both of Huawei's share their settings.")
@option(
    "--name",
    "profile",
    metavar="NAME",
    shown_default=f"that of --profile, else {DEFAULT_PROFILE}",
    help="The profile to write.",
)
@option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help=f"A setting, so that it is not asked for. {REPEATABLE}"
)
@option("--no-input", is_flag=True, help="Ask nothing: only what --set gives.")
@option("--untested", is_flag=True, help="Write the settings without trying them.")
@option("--no-keyring", is_flag=True, help="Write secrets into the file, even where there is a keyring.")
@click.pass_context
def configure(
    context: click.Context,
    plane: str,
    profile: str | None,
    given: tuple[str, ...],
    no_input: bool,
    untested: bool,
    no_keyring: bool,
) -> None:
    """Ask for the settings of a plane, try them, and keep them.

    They go into a profile of the configuration file. Secrets go to the keyring where there is one (the extra
    `keyring`), else into the file, which only you can read. With env:NAME a secret stays in the environment: the
    profile names the variable.
    """
    profile = profile or context.obj or DEFAULT_PROFILE
    if not re.fullmatch(r"[A-Za-z0-9_-]+", profile):
        raise click.UsageError("A profile is named with letters, digits, - and _.")
    kind = SETTINGS[plane]
    values = {name: _as_setting(kind, name, text) for name, text in _given(kind, given).items()}
    if not no_input:
        values |= _asked(kind, values)
    settings = _made(kind, values)
    if not untested and not _tried(plane, settings):
        say("Nothing was written. --untested writes it all the same.")
        sys.exit(Exit.ERROR)
    file = default_profile_file()
    keep = _FileKeeper() if no_keyring else _keeper(f"jobspan {profile}.{plane}")
    write_table(file, profile, plane, {name: keep(name, value) for name, value in values.items()})
    shown = "" if profile == DEFAULT_PROFILE else f" --profile {profile}"
    click.echo(f"[{profile}.{plane}] of {file} is written. `jobspan{shown} doctor` looks at all of it.")


def _secrets(kind: type[PlaneSettings]) -> frozenset[str]:
    return frozenset(field.name for field in text_fields(kind) if Secret in (field.type, *get_args(field.type)))


def _given(kind: type[PlaneSettings], texts: Sequence[str]) -> dict[str, str]:
    known = [field.name for field in text_fields(kind)]
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise click.UsageError(f"--set takes NAME=VALUE, with one of: {', '.join(known)}.")
        found[name] = value
    return found


def _asked(kind: type[PlaneSettings], known: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked for: what is needed, then what says as whom; empty leaves it out."""
    meanings = _meanings(kind)
    _explain(f"{doc_of(kind).text}\n\nA secret that is given as env:NAME stays in the environment.")
    said = ""
    answers: dict[str, Any] = {}
    for field in text_fields(kind):
        needed = field.default is attrs.NOTHING or field.name in kind.needed
        secret = field.name in _secrets(kind)
        wanted = needed or (field.name not in _OF_EVERY_PLANE and (secret or "user" in field.name))
        if field.name in known or not wanted:
            continue
        if (meaning := meanings.get(field.name, "")) != said:
            _explain(f"\n{meaning[:1].upper()}{meaning[1:]}")
            said = meaning
        text = answer_to(f"{field.name}{'' if needed else ' (empty: none)'}", secret=secret, needed=needed)
        if text and secret and not text.startswith(_FROM_ENV):
            answers[field.name] = Secret(text)
        elif text:
            answers[field.name] = _as_setting(kind, field.name, text)
    return answers


def _explain(text: str) -> None:
    width = min(shutil.get_terminal_size().columns, 100)
    say(click.wrap_text(text, width, preserve_paragraphs=True))


def _meanings(kind: type[PlaneSettings]) -> dict[str, str]:
    """What each setting is."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        found |= doc_of(each).arguments
    return found


def _as_setting(kind: type[PlaneSettings], name: str, text: str) -> Any:
    """A text as the setting it stands for."""
    if name not in _secrets(kind):
        return typed({field.name: field for field in text_fields(kind)}[name], text, name)
    if text.startswith(_FROM_ENV):
        return FromEnv(text.removeprefix(_FROM_ENV))
    return secret_given(text, name)


def _made(kind: type[PlaneSettings], values: Mapping[str, Any]) -> PlaneSettings:
    missing = [field.name for field in text_fields(kind) if field.default is attrs.NOTHING and field.name not in values]
    if missing:
        raise click.UsageError(
            f"Missing: {', '.join(missing)}. Give them with --set NAME=VALUE; "
            "a secret as @FILE, env:NAME, - (standard input) or prompt."
        )
    return kind(**values)


def _tried(section: str, settings: PlaneSettings) -> bool:
    """Whether a plane of these settings answers a harmless read. Says so, and why if not."""
    policy = Policy(attempts=1, request_timeout=15)
    explicit: Any = {section: settings}
    with Client.from_env(env={}, policy=policy, **explicit) as client:
        for name, plane in PLANES.items():
            if plane.settings.section != section:
                continue
            try:
                client.recent_jobs(name, 1)
            except JobspanError as error:
                say(f"{name}: {type(error).__name__}: {error}")
                return False
            say(f"{name}: {client.address(name)} answers, the credentials are accepted.")
    return True


class _FileKeeper:
    """Secrets as they are, for the file."""

    def __call__(self, name: str, value: Any) -> Any:
        match value:
            case FromEnv(variable):
                return {"env": variable}
            case Secret():
                return value.reveal()
            case _:
                return value


@frozen
class _KeyringKeeper(_FileKeeper):
    """Secrets into the keyring; the file says where."""

    keyring: Any
    service: str

    def __call__(self, name: str, value: Any) -> Any:
        if not isinstance(value, Secret):
            return super().__call__(name, value)
        self.keyring.set_password(self.service, name, value.reveal())
        return {"keyring": self.service, "username": name}


def _keeper(service: str) -> _FileKeeper:
    try:
        import keyring
        from keyring.backends.fail import Keyring as NoKeyring
    except ModuleNotFoundError:
        return _FileKeeper()
    return _FileKeeper() if isinstance(keyring.get_keyring(), NoKeyring) else _KeyringKeeper(keyring, service)
