"""Connectors."""

from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._core.call import call
from jobspan._core.operation import Operation
from jobspan._core.validation import validating
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows import connectors, rotation
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.connectors import (
    AuthType,
    ConnectionMode,
    ConnectionProperty,
    Connector,
    ConnectorType,
    ConnectorUse,
    DatabaseType,
    FileType,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.rotation import CredentialRotation
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.operations import connectors as connector_calls
from jobspan._planes.delphix.resources.connector_tests_async import AsyncConnectorTests
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged, read_one
from jobspan.credentials import Secret
from jobspan.models import UNSET, Unset
from jobspan.tables import Rows


class AsyncConnectors(AsyncListed[Connector], AsyncTagged, AsyncConnectorTests):
    """Connectors: how engines reach the data, and tests of whether they do.

    Source: https://help-api.delphix.com/ (Connectors); https://dct.delphix.com/docs/ (Copy job).
    """

    _list = connector_calls.GET_CONNECTORS
    _search = connector_calls.SEARCH_CONNECTORS
    _get = connector_calls.GET_CONNECTOR_BY_ID
    _id = _tagged = "connectorId"
    _tags = connector_calls.GET_CONNECTOR_TAGS
    _add_tags = connector_calls.CREATE_CONNECTOR_TAGS
    _delete_tags = connector_calls.DELETE_CONNECTOR_TAG

    @change
    async def update(
        self,
        connector_id: str,
        *,
        name: str | Unset = UNSET,
        hostname: str | Unset | None = UNSET,
        port: int | Unset | None = UNSET,
        username: str | Unset = UNSET,
        password: Secret | str | Unset | None = UNSET,
        jdbc_url: str | Unset | None = UNSET,
        schema_name: str | Unset = UNSET,
        compliance_jdbc_driver_id: str | Unset = UNSET,
        enable_logger: bool | Unset = UNSET,
        database_name: str | Unset | None = UNSET,
        instance_name: str | Unset | None = UNSET,
        sid: str | Unset | None = UNSET,
        job_orchestrator_id: str | Unset = UNSET,
        file_reference_id: str | Unset | None = UNSET,
        kerberos_auth: bool | Unset = UNSET,
        service_principal: str | Unset | None = UNSET,
        path: str | Unset | None = UNSET,
        ssh_key: str | Unset | None = UNSET,
        user_dir_is_root: bool | Unset | None = UNSET,
        mount_information_id: str | Unset | None = UNSET,
        bucket_name: str | Unset | None = UNSET,
        region: str | Unset | None = UNSET,
        access_key: Secret | str | Unset | None = UNSET,
        secret_key: Secret | str | Unset | None = UNSET,
        auth_type: AuthType | str | Unset | None = UNSET,
        prefix: str | Unset | None = UNSET,
        delimiter: str | Unset | None = UNSET,
        service_endpoint: str | Unset | None = UNSET,
        azure_account_name: str | Unset | None = UNSET,
        azure_container_name: str | Unset | None = UNSET,
        credential_path_id: str | Unset | None = UNSET,
        connection_mode: ConnectionMode | str | Unset = UNSET,
    ) -> AsyncHandle[Job, Connector]:
        """Change a connector; the handle's result is the changed connector.

        An argument that is not given keeps its field, ``None`` clears it, a value sets it. Wait before testing: DCT changes
        connectors in a job of their own. Setting ``ssh_key`` clears the password and the credential path.

        Args:
            port: 1..65535.
            auth_type: AWS_ROLE, AWS_SECRET, AZURE_MANAGED_IDENTITY or AZURE_SECRET.
            connection_mode: FTP, SFTP, MOUNT, ...; only servers up to API 3.28 can change it.

        Raises:
            ValidationError: nothing is given, a port is out of range, or a field cannot be cleared.
        """
        fields = {
            "name": name,
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "enable_logger": enable_logger,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "bucket_name": bucket_name,
            "region": region,
            "access_key": access_key,
            "secret_key": secret_key,
            "auth_type": auth_type,
            "prefix": prefix,
            "delimiter": delimiter,
            "service_endpoint": service_endpoint,
            "azure_account_name": azure_account_name,
            "azure_container_name": azure_container_name,
            "credential_path_id": credential_path_id,
            "connection_mode": connection_mode,
        }
        return await self._launch(lambda: connectors.update(self._ctx, connector_id, fields))

    @change
    async def rotate(
        self,
        connector_id: str,
        *,
        password: Secret | str,
        username: str | None = None,
        old_password: Secret | str | None = None,
        old_username: str | None = None,
    ) -> CredentialRotation:
        """Give a connector new credentials, try them once, and give it the old ones again when the login is refused.

        A refusal is a normal result: look at ``.ok``, or call ``.raise_for_failure()``. DCT shows no password, so the old one
        has to be given; without it the connector keeps the new one, and the result says so. In a fleet, connectors of an
        account take turns, and after a refusal nothing more of that account is set or tested.

        Args:
            password: the new one.
            username: whom to log in as; default: as before.
            old_password: what the connector had before.
            old_username: whom it logged in as before; default: what DCT shows.

        Raises:
            ValidationError: a value is empty, or an old user name comes without its password.
            JobFailed: the credentials could not be set; nothing was tested.
            AmbiguousOutcomeError: the reply to the test was lost. It is not repeated, and what was set stays.

        Source: https://dct.delphix.com/docs/ (Update connector; Test connector)
        """
        asked = rotation.Rotation(
            username=username, password=password, old_username=old_username, old_password=old_password
        )
        return await self._change(lambda: rotation.rotate(self._ctx, connector_id, asked))

    @change
    async def create(
        self,
        name: str,
        type: ConnectorType | str,
        *,
        hostname: str | None = None,
        port: int | None = None,
        username: str | None = None,
        password: Secret | str | None = None,
        database_type: DatabaseType | str | None = None,
        compliance_jdbc_driver_id: str | None = None,
        enable_logger: bool | None = None,
        file_type: FileType | str | None = None,
        connection_mode: ConnectionMode | str | None = None,
        path: str | None = None,
        ssh_key: str | None = None,
        user_dir_is_root: bool | None = None,
        mount_information_id: str | None = None,
        bucket_name: str | None = None,
        region: str | None = None,
        access_key: Secret | str | None = None,
        secret_key: Secret | str | None = None,
        auth_type: AuthType | str | None = None,
        prefix: str | None = None,
        delimiter: str | None = None,
        service_endpoint: str | None = None,
        azure_account_name: str | None = None,
        azure_container_name: str | None = None,
        credential_path_id: str | None = None,
        jdbc_url: str | None = None,
        schema_name: str | None = None,
        database_name: str | None = None,
        instance_name: str | None = None,
        sid: str | None = None,
        make_current_account_owner: bool | None = None,
        job_orchestrator_id: str | None = None,
        file_reference_id: str | None = None,
        kerberos_auth: bool | None = None,
        service_principal: str | None = None,
        owning_entity_id: str | None = None,
        owning_entity_type: str | None = None,
        tags: TagsInput | None = None,
    ) -> AsyncHandle[Job, Connector]:
        """Create a connector that DCT manages; the handle's result is the connector. Each needs a job orchestrator.

        Args:
            name: 1..255 characters.
            type: DATABASE, FILE or MAINFRAME_DATASET.
            port: 1..65535.

        Raises:
            ValidationError: an argument is not valid.
            AmbiguousOutcomeError: the reply was lost; look for the name before creating it again.
        """
        fields = {
            "hostname": hostname,
            "port": port,
            "username": username,
            "password": password,
            "database_type": database_type,
            "compliance_jdbc_driver_id": compliance_jdbc_driver_id,
            "enable_logger": enable_logger,
            "file_type": file_type,
            "connection_mode": connection_mode,
            "path": path,
            "ssh_key": ssh_key,
            "user_dir_is_root": user_dir_is_root,
            "mount_information_id": mount_information_id,
            "bucket_name": bucket_name,
            "region": region,
            "access_key": access_key,
            "secret_key": secret_key,
            "auth_type": auth_type,
            "prefix": prefix,
            "delimiter": delimiter,
            "service_endpoint": service_endpoint,
            "azure_account_name": azure_account_name,
            "azure_container_name": azure_container_name,
            "credential_path_id": credential_path_id,
            "jdbc_url": jdbc_url,
            "schema_name": schema_name,
            "database_name": database_name,
            "instance_name": instance_name,
            "sid": sid,
            "make_current_account_owner": make_current_account_owner,
            "job_orchestrator_id": job_orchestrator_id,
            "file_reference_id": file_reference_id,
            "kerberos_auth": kerberos_auth,
            "service_principal": service_principal,
            "owning_entity_id": owning_entity_id,
            "owning_entity_type": owning_entity_type,
        }
        return await self._launch(lambda: connectors.create(self._ctx, name, type, fields, tags))

    @change
    async def delete(self, connector_id: str) -> AsyncHandle[Job, Job]:
        """Delete a connector.

        Raises:
            RuleViolation: it belongs to its engine; only connectors that DCT manages can be deleted.
        """
        return await self._launch(lambda: connectors.delete(self._ctx, connector_id))

    async def properties(self, connector_id: str) -> Rows[ConnectionProperty]:
        """Read the driver properties of a connector."""
        found = await self._run(
            read_one(self._ctx, connector_calls.GET_CONNECTION_PROPERTIES, "connector_id", connectorId=connector_id)
        )
        return Rows(found.items, of=ConnectionProperty)

    async def driver_support_tasks(self, connector_id: str) -> Rows[str]:
        """Read what the driver support of a connector can do."""
        operation = connector_calls.GET_CONNECTOR_DRIVER_SUPPORT_TASKS
        found = await self._run(read_one(self._ctx, operation, "connector_id", connectorId=connector_id))
        return Rows(found.tasks, of=str)

    async def table_names(self, connector_id: str, *, rule_set_id: str | None = None) -> Rows[str]:
        """List the tables of the data source; with a rule set, those not in it yet. Contacts the data source."""
        return await self._names(connector_calls.FETCH_TABLE_NAMES, connector_id, rule_set_id)

    async def file_names(self, connector_id: str, *, rule_set_id: str | None = None) -> Rows[str]:
        """List the files of the data source; with a rule set, those not in it yet. Contacts the data source."""
        return await self._names(connector_calls.FETCH_FILE_NAMES, connector_id, rule_set_id)

    async def _names(self, operation: Operation[Any], connector_id: str, rule_set_id: str | None) -> Rows[str]:
        with validating(operation) as problems:
            problems.text("connector_id", connector_id)
            problems.optional_text("rule_set_id", rule_set_id)
        body = None if rule_set_id is None else {"rule_set_id": rule_set_id}
        found = await self._run(call(self._ctx, operation, path={"connectorId": connector_id}, body=body))
        return Rows(found.items, of=str)

    def masking_jobs(
        self,
        connector_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ConnectorUse]:
        """Search the masking jobs that use a connector; each row has the connector's role."""
        path = {"connectorId": connector_id}
        operation = connector_calls.SEARCH_CONNECTOR_JOBS
        return self._pager(listing(self._ctx, operation, path=path, limit=page_size, sort=sort, filter=filter))
