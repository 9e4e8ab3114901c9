"""Compare files with a server; changes nothing."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.groupid.flows.blueprints.secrets import Secrets, known_secrets
from jobspan._planes.groupid.flows.blueprints.survey import survey
from jobspan._planes.groupid.models.blueprints.assessment import Assessment, assess
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.results import BlueprintDiff
from jobspan.credentials import Secret


def diff(ctx: PlaneContext, blueprint: Blueprint, bindings: Bindings, secrets: Secrets) -> Flow[BlueprintDiff]:
    """How a blueprint stands to a server."""
    assessment, _ = yield from assessed(ctx, blueprint, bindings, secrets)
    return BlueprintDiff(assessment.items)


def assessed(
    ctx: PlaneContext, blueprint: Blueprint, bindings: Bindings, secrets: Secrets
) -> Flow[tuple[Assessment, dict[str, Secret]]]:
    """The same with all that is needed to go on; and the secrets that are known."""
    known = yield from known_secrets(blueprint.secret_names, secrets)
    found = yield from survey(ctx)
    return assess(blueprint, found, bindings, known), known
