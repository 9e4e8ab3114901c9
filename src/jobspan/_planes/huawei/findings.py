"""What a health check has to say of credentials, project and addresses."""

from datetime import timedelta

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare, read_as
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.exchange import Exchange
from jobspan._planes.huawei.auth import HuaweiAuth, Origin
from jobspan._planes.huawei.clocks import server_time
from jobspan._planes.huawei.identity import Standing
from jobspan._planes.huawei.models import Caller, Domains
from jobspan._planes.huawei.operations import LIST_DOMAINS, SHOW_CALLER
from jobspan._planes.huawei.settings import HuaweiSettings, Service
from jobspan._planes.huawei.signed import Signed
from jobspan.errors import ConfigError, JobspanError
from jobspan.models import Finding

_SERVICES: tuple[Service, ...] = ("iam", "sts", "drs", "dsc")


def findings(ctx: PlaneContext, contact: bool) -> Flow[list[Finding]]:
    """Which credentials are taken and why others are not, the project, the addresses; with ``contact`` also who the cloud
    takes the caller for, by one request.
    """
    auth, settings = ctx.auth_as(HuaweiAuth), ctx.settings_as(HuaweiSettings)
    try:
        origin = yield from auth.origin(ctx)
        chain = yield from auth.survey()
    except ConfigError as wrong:
        return [Finding("credentials", str(wrong), fine=False)]
    taken = "given" if origin.link is None else origin.link
    found = [Finding("credentials", f"{taken}: {origin.where}")]
    found += [Finding("not taken", f"{each.link}: {each.why}") for each in (chain.passed if chain else ())]
    if origin.agency is not None:
        found.append(Finding("agency", origin.agency.about))
    if contact:
        found += yield from _contacted(ctx, auth, origin)
    found.append(Finding("key", _in_words((yield from origin.identity.standing(ctx)))))
    found.append(Finding("project", (yield from _project(ctx, auth, settings, contact))))
    found += [Finding(service, _address(settings, origin, service)) for service in _SERVICES]
    return found


def _contacted(ctx: PlaneContext, auth: HuaweiAuth, origin: Origin) -> Flow[list[Finding]]:
    """One request, and no second one that is signed."""
    try:
        return (yield from _caller(ctx, auth, origin))
    except JobspanError as failed:
        return [Finding("account", f"{type(failed).__name__}: {failed}", fine=False)]


def _caller(ctx: PlaneContext, auth: HuaweiAuth, origin: Origin) -> Flow[list[Finding]]:
    signed = isinstance(origin.identity, Signed)
    try:
        service = yield from auth.at_sts(ctx) if signed else auth.at_iam(ctx)
    except ConfigError:
        signed, service = False, (yield from auth.at_iam(ctx))
    operation = SHOW_CALLER if signed else LIST_DOMAINS

    def read(exchange: Exchange) -> Flow[list[Finding]]:
        if signed:
            caller = yield from read_as(service, operation, Caller, exchange)
            about = f"{caller.account_id} ({caller.principal_urn or caller.principal_id or 'unnamed'})"
        else:
            domains = yield from read_as(service, operation, Domains, exchange)
            about = ", ".join(f"{domain.id} ({domain.name})" for domain in domains.domains) or "IAM names none"
        clock = yield from _clock(exchange)
        return [Finding("account", about), *clock]

    return (yield from attempts(service, operation, prepare(service, operation), read))


def _clock(exchange: Exchange) -> Flow[list[Finding]]:
    theirs, ours = server_time(exchange.response), (yield from wall_clock())
    if theirs is None:
        return []
    off = round(ours - theirs.timestamp())
    text = f"{abs(off)} s {'ahead of' if off > 0 else 'behind'} the cloud's" if off else "the same as the cloud's"
    return [Finding("clock", f"{text}; 15 minutes are allowed", fine=abs(off) < 900)]


def _project(ctx: PlaneContext, auth: HuaweiAuth, settings: HuaweiSettings, contact: bool) -> Flow[str]:
    if settings.project_id is not None:
        return f"{settings.project_id} (given)"
    origin = yield from auth.origin(ctx)
    if origin.project_id is not None:
        return f"{origin.project_id} (kept beside the credentials)"
    name = settings.project_name or origin.project_name or settings.region
    if not contact:
        return f"that named {name}, which IAM is asked for"
    try:
        return f"{(yield from auth.project(ctx))} (named {name})"
    except JobspanError as failed:
        return f"{type(failed).__name__}: {failed}"


def _address(settings: HuaweiSettings, origin: Origin, service: Service) -> str:
    explicit = {"drs": settings.drs_url, "dsc": settings.dsc_url, "iam": settings.iam_url, "sts": settings.sts_url}
    beside = {"iam": origin.iam_url, "sts": origin.sts_url}
    if explicit[service] is not None:
        return f"{explicit[service]} (given)"
    if beside.get(service) is not None:
        return f"{beside[service]} (kept beside the credentials)"
    try:
        return f"{settings.endpoint(service)} (of {settings.cloud or settings.region})"
    except ConfigError:
        return "unknown"


def _in_words(standing: Standing) -> str:
    words = [standing.kind]
    if standing.key is not None:
        words.append(standing.key)
    if standing.expires_in is not None:
        words.append(f"{timedelta(seconds=round(standing.expires_in))} left")
    if standing.lock is not None:
        words.append(standing.lock)
    return ", ".join(words)
