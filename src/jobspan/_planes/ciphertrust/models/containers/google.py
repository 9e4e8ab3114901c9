"""Containers of Google Cloud."""

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow


@frozen(kw_only=True)
class GoogleKeyRing(ContainerRow):
    """A key ring.

    Attributes:
        name: its full name, ``projects/P/locations/L/keyRings/R``.
        project_id: the project that it belongs to.
        location: the location in Google Cloud.
        organization_name, organization_display_name: the organization that it belongs to.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Google Cloud Key Rings).
    """

    name: str | None = None
    project_id: str | None = None
    location: str | None = None
    organization_name: str | None = None
    organization_display_name: str | None = None

    @property
    def title(self) -> str:
        """Its full name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """Its full name: Google Cloud has no other id of a key ring."""
        return self.name


@frozen(kw_only=True)
class GoogleProject(ContainerRow):
    """A project, which key rings belong to.

    Attributes:
        name: its name.
        project_id: its id in Google Cloud.
    """

    name: str | None = None
    project_id: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.project_id or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the project in Google Cloud."""
        return self.project_id
